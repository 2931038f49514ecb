using System.Collections.Immutable;
using System.CommandLine;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge run</c>: feeds images or arrays to a model and prints what it says of each.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArgument.Create();
        Option<string> input = new("--input") { Description = "An image, a folder or .tar.gz of images, a .npy [N,C,H,W], or a .npz with x.", HelpName = "PATH", Required = true };
        Option<string?> mean = new("--mean") { Description = "Subtracted from value/255, one or three values; default 0.", HelpName = "a,b,c" };
        Option<string?> std = new("--std") { Description = "What the difference is divided by, one or three values; default 1.", HelpName = "a,b,c" };
        Option<string?> channels = new("--channels") { Description = "The order of the planes that the model takes; default rgb.", HelpName = "rgb|bgr" };
        Option<string?> resize = new("--resize") { Description = "How images of another size are resized; default stretch.", HelpName = "fit|stretch" };
        Option<int?> images = NumberOption.Create("--images", "N", 1, "Takes a seeded sample of so many.");
        Option<int?> seed = NumberOption.Create("--seed", "N", 0, "The seed of the sample; default 0.");
        Option<int?> top = NumberOption.Create("--top", "N", 1, "How many of the largest values of a vector are printed; default 5.");
        Option<int?> threads = ModelArguments.Threads();
        Option<string?> provider = ModelArguments.Provider();
        Option<ImmutableArray<long>> inputShape = ModelArguments.InputShape();

        Command command = new("run", "Runs a model on images or arrays and prints its outputs.")
        {
            model, input, mean, std, channels, resize, images, seed, top, threads, provider, inputShape,
        };
        // In this process, unlike what measures: the start is most of what a small network takes to its first result, and there would be two.
        command.SetAction((arguments, cancellation) =>
        {
            DataSourceOptions dataOptions = new()
            {
                Preprocessing = ImagePreprocessing.Parse(
                    arguments.GetValue(mean), arguments.GetValue(std), arguments.GetValue(channels), arguments.GetValue(resize)),
                Images = arguments.GetValue(images),
                Seed = arguments.GetValue(seed) ?? 0,
            };
            EdgeModelOptions modelOptions = new()
            {
                Session = new SessionOptions { IntraOpThreads = arguments.GetValue(threads) ?? 0, Providers = ModelArguments.Providers(arguments.GetValue(provider)) },
                InputShape = arguments.GetValue(inputShape),
            };
            Run(
                arguments.GetRequiredValue(model), modelOptions, arguments.GetRequiredValue(input), dataOptions,
                new OutputText(Console.Out, arguments.GetValue(top) ?? 5), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Run(
        string modelPath, EdgeModelOptions modelOptions, string inputPath, DataSourceOptions dataOptions, OutputText text, CancellationToken cancellation)
    {
        using EdgeModel model = EdgeModel.Load(modelPath, modelOptions);
        WarningText.Write(model.Warnings, Console.Error);
        if (model.InputShape is not [1, var channels, var height, var width])
        {
            throw new RsdtrException(
                RuntimeDiagnostics.TensorMismatch, $"the input '{model.InputName}' is [{string.Join(',', model.InputShape)}], not [1,C,H,W]: export the network for one image at a time, with the batch first.", modelPath);
        }

        DataSource source = DataSource.Open(inputPath, dataOptions);
        foreach (Sample sample in source.Stream((int)channels, (int)height, (int)width, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            _ = model.Run(sample.Tensor.Span);
            text.Write(model, sample, source.ClassNames);
        }
    }
}
