using System.Globalization;
using System.Security.Cryptography;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Integration.Tests.Samples;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Tests.Common;
using Xunit.Abstractions;

namespace RsdtrEdge.Integration.Tests.Arm64;

/// <summary>
/// rsdtr-edge on a Cortex-A72's instructions, as docs/deployment.md publishes it for boards from here: with its own runtime, and as native code. No warning, which would be an error, and what it reads, converts,
/// computes and prints there is what it does here.
/// </summary>
public sealed class ArmToolTests(ArmMachine machine, ITestOutputHelper log) : IClassFixture<ArmMachine>, IDisposable
{
    private readonly TemporaryFolder _folder = new("arm64-tool");

    public void Dispose() => _folder.Dispose();

    [ArmTrimmedFact]
    public void A_trimmed_program_runs_on_arm()
    {
        AssertRuns(Publish("compiled-there", "--self-contained", "true", "-p:PublishTrimmed=true"));
        AssertRuns(Publish("compiled-here", "--self-contained", "true", "-p:PublishTrimmed=true", "-p:PublishReadyToRun=true"));
    }

    [ArmNativeFact]
    public void Native_code_that_was_made_here_runs_and_measures_on_arm()
    {
        string program = Publish("native", "-p:PublishAot=true");
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetDirectoryName(program)!), file => file.EndsWith(".dll", StringComparison.Ordinal));
        AssertRuns(program);

        // The sample's network, as the build of these tests compressed it, behind its self-test and against the original, on a system that has the C and C++ libraries and nothing else: no OpenSSL.
        string original = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "models", "classifier.onnx");
        string model = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier", "bin", SampleBuild.Configuration, "net10.0", "models", "classifier.onnx");
        string json = Path.Combine(_folder.Path, "report.json");
        _ = machine.StartSupervised(program, "bench", model, "--against", original, "--threads", "1", "--seconds", "0", "--warmup", "1", "--min-count", "10", "--force", "--json", json).Succeeds();
        LatencyReport report = LatencyReportJson.Load(json);
        Assert.True(report.Count >= 10);
        Assert.Equal("Cortex-A72", report.Board.Cpu);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(original))), report.Against!.Sha256);
        Assert.True(report.SelfTest is { Outputs: > 0 } result && result.Difference <= result.Tolerance);
    }

    private string Publish(string name, params string[] options)
    {
        string published = Path.Combine(_folder.Path, name);
        CommandResult publish = Command.DotNet(
            RepositoryLayout.Root,
            ["publish", "src/Tools/rsdtr-edge", "-c", "Release", "-r", ArmPublishing.Rid, .. options, "-o", published, "-nologo", "-v", "quiet", "--artifacts-path", Path.Combine(_folder.Path, "artifacts")]).Succeeds();
        Assert.DoesNotContain("warning", publish.All, StringComparison.OrdinalIgnoreCase);
        return Path.Combine(published, "rsdtr-edge");
    }

    private void AssertRuns(string program)
    {
        string sample = Path.Combine(RepositoryLayout.Root, "samples", "PiClassifier"), model = Path.Combine(sample, "models", "classifier.onnx");
        string image = Directory.GetFiles(Path.Combine(sample, "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string larger = Path.Combine(RepositoryLayout.Root, "src", "Packaging", "icon.png");
        // What neither computes nor asks for the machine is the same to the letter.
        foreach (string[] command in (string[][])[["run", "--help"], ["run", model, "--input", "absent.png"]])
        {
            CommandResult there = machine.Start(program, command), here = RunHere(command);
            Assert.Equal((here.ExitCode, here.Output, here.Error), (there.ExitCode, there.Output, there.Error));
        }

        // As it is; and resized and normalized, by that processor's vectors.
        foreach (string[] command in (string[][])[["run", model, "--input", image], ["run", model, "--input", larger, "--mean", "0.5,0.4,0.3"]])
        {
            string[] all = [.. command, "--top", "10", "--threads", "1"];
            float[] there = Scores(machine.Start(program, all)), here = Scores(RunHere(all));
            double difference = ArmOutputTests.RelativeDifference(there, here);
            log.WriteLine($"{Path.GetFileName(Path.GetDirectoryName(program))}, {Path.GetFileName(command[3])}: {difference:E1}");
            Assert.True(difference <= ArmOutputTests.Tolerance, $"{string.Join(' ', command)}: the output differs by {difference:E2}");
        }
    }

    private CommandResult RunHere(string[] arguments) => Command.Run(Path.Combine(AppContext.BaseDirectory, "rsdtr-edge"), _folder.Path, arguments);

    // "  logits [1,10]: 3 12.5  0 -1.2 ...": the classes' numbers and scores, the largest first.
    private static float[] Scores(CommandResult run)
    {
        string line = Assert.Single(run.Succeeds().Lines("logits [1,10]:"));
        string[] words = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        float[] scores = [.. words.Chunk(2).OrderBy(pair => int.Parse(pair[0], CultureInfo.InvariantCulture)).Select(pair => float.Parse(pair[1], CultureInfo.InvariantCulture))];
        Assert.Equal(10, scores.Length);
        return scores;
    }
}
