using RsdtrEdge.Integration.Tests.Cli;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tests.Common;
using Xunit.Abstractions;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>
/// That networks, original and compressed, compute with the arm64 ONNX Runtime on a Cortex-A72's instructions what they compute with that of x64. Emulated, which says
/// nothing of time; but the kernels that the library chooses for that processor and each of their instructions are what runs on the board.
/// </summary>
public sealed class ArmOutputTests(ArmMachine machine, ITestOutputHelper log) : IClassFixture<ArmMachine>, IDisposable
{
    /// <summary>
    /// The norm of an output's difference relative to the output's. Both sides round to float32 (6e-8) in another order: a sum of n products differs by some sqrt(n) of that, 6e-6 for the
    /// widest layer here, and over fifty layers by a multiple of it at most, because layers do not amplify what is relative. What computes wrongly is far beyond.
    /// </summary>
    internal const double Tolerance = 1e-4;

    private readonly TemporaryFolder _folder = new("models");

    public void Dispose() => _folder.Dispose();

    [ArmFact]
    public void The_samples_network_and_its_compressed_forms_compute_the_same_on_arm()
    {
        string model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");
        AssertSame(model);
        AssertSame(Compress(model, "--max-parameters", "50%"));
        // Rings store cores: the library multiplies kernels of them when it loads the model.
        AssertSame(Compress(model, "--method", "paper", "--relative-error", "0.5"));
    }

    [ArmSharedTheory]
    [InlineData("cifar10-resnet20.onnx", "--method paper --relative-error 0.5")]
    [InlineData("cifar10-resnet20-bn.onnx", "--method paper --relative-error 0.4")]
    [InlineData("cifar10-resnet32.onnx", "--method paper --relative-error 0.3")]
    [InlineData("cifar10-resnet56.onnx", "--method paper --relative-error 0.5")]
    [InlineData("ultraface-rfb-320.onnx", "--max-parameters 50%")]
    [InlineData("fastestdet.onnx", "--max-parameters 50%")]
    public void The_shared_networks_and_their_compressed_forms_compute_the_same_on_arm(string name, string limits)
    {
        string model = RepositoryLayout.Shared("models", name);
        AssertSame(model);
        AssertSame(Compress(model, limits.Split(' ')));
    }

    // The file names no operator set, which ONNX Runtime refuses; what is made of it names one.
    [ArmSharedFact]
    public void A_network_that_only_runs_compressed_computes_the_same_on_arm() =>
        AssertSame(Compress(RepositoryLayout.Shared("models", "super-resolution-espcn.onnx"), "--max-parameters", "50%"));

    private string Compress(string model, params string[] limits)
    {
        string compressed = Path.Combine(_folder.Path, $"{Path.GetFileNameWithoutExtension(model)}{limits.Length}.onnx");
        _ = RsdtrTool.Run(_folder.Path, ["compress", model, .. limits, "-o", compressed, "--allow-unmet"]);
        Assert.True(File.Exists(compressed));
        return compressed;
    }

    private void AssertSame(string model)
    {
        using EdgeModel here = EdgeModel.Load(model, new EdgeModelOptions { Session = new SessionOptions { IntraOpThreads = 1 } });
        float[] input = SeededInput.Normal(here.Input.Length, seed: 7);
        _ = here.Run(input);
        float[][] there = machine.Run(model, here.InputShape, input, here.Outputs.Length);
        for (int i = 0; i < there.Length; i++)
        {
            double difference = RelativeDifference(there[i], here.GetOutput(i));
            log.WriteLine($"{Path.GetFileName(model)}, {here.Outputs[i].Name}: {difference:E1}");
            Assert.True(difference <= Tolerance, $"{model}: output {here.Outputs[i].Name} differs by {difference:E2}");
        }
    }

    /// <summary>The norm of the difference, relative to the norm of what is computed here.</summary>
    internal static double RelativeDifference(ReadOnlySpan<float> there, ReadOnlySpan<float> here)
    {
        Assert.Equal(here.Length, there.Length);
        double difference = 0, norm = 0;
        for (int i = 0; i < there.Length; i++)
        {
            difference += Math.Pow((double)there[i] - here[i], 2);
            norm += Math.Pow(here[i], 2);
        }

        Assert.True(norm > 0, "an output of zeros shows nothing");
        return Math.Sqrt(difference / norm);
    }
}
