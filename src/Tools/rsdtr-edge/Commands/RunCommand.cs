using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge run</c>: feeds images or arrays to a model and prints what it says of each.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelArguments.Model();
        Option<string> input = new("--input") { Description = "An image, a folder or .tar.gz of images, a .npy [N,C,H,W], or a .npz with x.", HelpName = "PATH", Required = true };
        Option<float[]> mean = Planes("--mean", "Subtracted from value/255, one or three values", [0]);
        Option<float[]> std = Planes("--std", "What the difference is divided by, one or three values", [1]);
        Option<ChannelOrder> channels = new("--channels") { HelpName = "rgb|bgr", Description = "The order of the planes that the model takes.", DefaultValueFactory = _ => ChannelOrder.Rgb };
        Option<ResizeMode> resize = new("--resize") { HelpName = "fit|stretch", Description = "How images of another size are resized.", DefaultValueFactory = _ => ResizeMode.Stretch };
        Option<int?> images = ModelArguments.Number("--images", "N", 1, "Takes a seeded sample of so many.");
        Option<int?> seed = ModelArguments.Number("--seed", "N", 0, "The seed of the sample; default 0.");
        Option<int?> top = ModelArguments.Number("--top", "N", 1, "How many of the largest values of a vector are printed; default 5.");
        Option<int?> threads = ModelArguments.Threads();
        Option<ImmutableArray<long>> inputShape = ModelArguments.InputShape();

        channels.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "rgb", "bgr");
        resize.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "fit", "stretch");

        Command command = new("run", "Runs a model on images or arrays and prints its outputs.")
        {
            model, input, mean, std, channels, resize, images, seed, top, threads, inputShape,
        };
        command.SetAction((arguments, cancellation) =>
        {
            DataSourceOptions dataOptions = new()
            {
                Preprocessing = new ImagePreprocessing
                {
                    Mean = arguments.GetRequiredValue(mean),
                    Std = arguments.GetRequiredValue(std),
                    Channels = arguments.GetValue(channels),
                    Resize = arguments.GetValue(resize),
                },
                Images = arguments.GetValue(images),
                Seed = arguments.GetValue(seed) ?? 0,
            };
            EdgeModelOptions modelOptions = new()
            {
                Session = new SessionOptions { IntraOpThreads = arguments.GetValue(threads) ?? 0 },
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
        if (model.InputShape is not [1, var channels, var height, var width])
        {
            throw new RsdtrException(
                RuntimeDiagnostics.TensorMismatch, $"the input '{model.InputName}' is not [1,C,H,W]: run takes models of one image at a time.", modelPath);
        }

        DataSource source = DataSource.Open(inputPath, dataOptions);
        foreach (Sample sample in source.Stream((int)channels, (int)height, (int)width, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            _ = model.Run(sample.Tensor.Span);
            text.Write(model, sample, source.ClassNames);
        }
    }

    private static Option<float[]> Planes(string name, string description, float[] value) => new(name)
    {
        Description = $"{description}; default {value[0].ToString(CultureInfo.InvariantCulture)}.",
        HelpName = "a,b,c",
        DefaultValueFactory = _ => value,
        CustomParser = result => ParsePlanes(name, isDivisor: name == "--std", result),
    };

    private static float[] ParsePlanes(string name, bool isDivisor, ArgumentResult result)
    {
        string[] parts = result.Tokens[0].Value.Split(',');
        float[] values = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length is not (1 or 3)
                || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i])
                || !float.IsFinite(values[i])
                || (isDivisor && values[i] <= 0))
            {
                result.AddError($"{name} takes one or three numbers{(isDivisor ? " above 0" : "")} with commas between, not '{result.Tokens[0].Value}'");
                return [];
            }
        }

        return values;
    }
}
