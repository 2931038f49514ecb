using System.Globalization;
using System.Text.Json;
using RsdtrEdge.Compressor.Onnx;
using static TorchSharp.torch;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>What the process of <see cref="TorchSide"/> runs: it tells the versions, and then answers lines, numbers of steps, with lines of JSON, a <see cref="StepBlock"/> each.</summary>
internal static class TorchProgram
{
    /// <summary>The name of the command.</summary>
    public const string Command = "torch-step";

    /// <summary>Runs steps until no line comes.</summary>
    /// <param name="network">The network's file.</param>
    /// <param name="threads">The threads that PyTorch is told to use.</param>
    /// <param name="requests">The numbers of steps.</param>
    /// <param name="answers">Where the answers go.</param>
    /// <param name="errors">Hears in one line why nothing goes on.</param>
    /// <returns>0, or 1 where something failed.</returns>
    public static int Run(string network, string threads, TextReader requests, TextWriter answers, TextWriter errors)
    {
        try
        {
            TorchLibrary.Load();
            set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
            OnnxModel model = OnnxModelFile.Load(network);
            using TorchTraining training = new(model, StepBatch.Of(model));
            answers.WriteLine(TorchLibrary.Version);
            while (requests.ReadLine() is { } count)
            {
                answers.WriteLine(JsonSerializer.Serialize(training.Run(int.Parse(count, CultureInfo.InvariantCulture))));
            }

            return 0;
        }
        catch (Exception exception)
        {
            // Whatever it is, the process that waits has nothing but this line.
            errors.WriteLine(exception.GetBaseException().Message.ReplaceLineEndings(" "));
            return 1;
        }
    }
}
