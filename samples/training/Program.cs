using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Samples.ShapeImages;
using RsdtrEdge.Samples.ShapeImages.Output;
using RsdtrEdge.Samples.ShapeImages.Shapes;
using RsdtrEdge.Samples.Training;

Option<FileInfo> output = new("--out") { Description = "The .onnx file to write.", DefaultValueFactory = _ => new FileInfo("samples/PiClassifier/models/classifier.onnx") };
Option<DirectoryInfo?> work = new("--work") { Description = "Keeps images and a checkpoint in this folder, so that a run that was stopped goes on. Default: a temporary folder." };
Option<int> epochs = new("--epochs") { Description = "Times that all images are trained with.", DefaultValueFactory = _ => Recipe.Epochs };
Option<int> threads = new("--threads") { Description = "Threads to work with; the result does not depend on it. Default: one a processor." };
Option<bool> linear = new("--linear") { Description = "Trains one fully connected layer on the pixels instead, which shows how hard the task is. Nothing is written." };
RootCommand root = new("Trains the sample's network from random weights on rendered images, and writes it as it is shipped.") { output, work, epochs, threads, linear };
root.SetAction((arguments, cancellation) =>
{
    DirectoryInfo folder = arguments.GetValue(work) ?? Directory.CreateTempSubdirectory("rsdtr-training-");
    try
    {
        folder.Create();
        Train(folder.FullName, arguments.GetValue(linear) ? null : arguments.GetRequiredValue(output).FullName, arguments.GetValue(epochs), arguments.GetValue(threads), cancellation);
        return Task.FromResult(0);
    }
    finally
    {
        if (arguments.GetValue(work) is null)
        {
            folder.Delete(recursive: true);
        }
    }
});

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("TrainClassifier: cancelled; with --work the same command goes on.");
    return 130;
}
catch (RsdtrException exception)
{
    await Console.Error.WriteLineAsync(exception.Diagnostic.ToCanonicalLine("TrainClassifier"));
    return 1;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
{
    await Console.Error.WriteLineAsync($"TrainClassifier: error: {exception.Message}");
    return 1;
}

// Without a target: the linear network, which is only measured.
static void Train(string folder, string? target, int epochs, int threads, CancellationToken cancellation)
{
    string training = Images(folder, "train.npz", Recipe.TrainingSeed, Recipe.TrainingImages);
    string test = Images(folder, "test.npz", Recipe.TestSeed, Recipe.TestImages);
    OnnxModel untrained = target is null ? LinearNetwork.Build() : ClassifierNetwork.Build();
    FineTuningOptions options = target is null
        ? Recipe.LinearOptions(training, epochs, Path.Combine(folder, "linear.checkpoint"), threads)
        : Recipe.Options(training, epochs, Path.Combine(folder, "training.checkpoint"), threads);
    FineTuningResult result = FineTuner.Run(RandomWeights.Draw(untrained, Recipe.Seed), teacher: null, options, new TrainingConsole(), cancellation);
    cancellation.ThrowIfCancellationRequested();
    OnnxModel network = InferenceForm.Of(result.Model ?? throw new InvalidOperationException("No epoch was better than random weights."));
    string name = "linear";
    if (target is not null)
    {
        network.Proto.MetadataProps.Clear();
        network.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "classes", Value = string.Join(',', ShapeClass.All.Select(shape => shape.Name)) });
        network.Proto.MetadataProps.Add(new StringStringEntryProto { Key = "preprocessing", Value = Preprocessing.Description });
        OnnxModelFile.Save(network, target);
        name = string.Create(CultureInfo.InvariantCulture, $"{target}: {new FileInfo(target).Length:N0} bytes");
    }

    Evaluation evaluation = NetworkEvaluator.Evaluate(network, original: null, test, DataSourceOptions.Default, threads, cancellation);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name}; epoch {result.Report.BestEpoch}; top-1 on {evaluation.Images:N0} test images {evaluation.Top1:P2}"));
}

static string Images(string folder, string name, ulong seed, int count)
{
    string path = Path.Combine(folder, name);
    if (!File.Exists(path))
    {
        using (FileStream stream = File.Create(path + ".tmp"))
        {
            NpzWriter.Write(stream, new ImageSeries(seed).Take(count), count);
        }

        File.Move(path + ".tmp", path);
    }

    return path;
}
