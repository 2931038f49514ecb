using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Models;

// Classifies the images that the arguments name, or those in the folder images. What the build made lies beside the program, wherever that is started.
string folder = AppContext.BaseDirectory;
string images = Path.Combine(folder, "images");
string[] endings = [".png", ".jpg", ".jpeg"];
string[] paths = args.Length > 0 ? args
    : !Directory.Exists(images) ? []
    : [.. Directory.EnumerateFiles(images, "*", SearchOption.AllDirectories)
        .Where(path => endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
if (paths.Length == 0)
{
    Console.Error.WriteLine($"There are no images in {images}: put some there, or name them.");
    return (int)ExitCode.BadInput;
}

try
{
    using EdgeModel model = EdgeModel.Load(Path.Combine(folder, "models", "classifier.onnx"));
    string[] classes = model.Metadata.Custom.TryGetValue("classes", out string? names) ? names.Split(',') : [];

    // [batch, channels, height, width]; Mean and Std as the item in the project file says.
    var preprocessing = new ImagePreprocessing { Mean = [0.5f], Std = [0.25f] };
    var tensorizer = new ImageTensorizer((int)model.InputShape[1], (int)model.InputShape[2], (int)model.InputShape[3], preprocessing);

    foreach (string path in paths)
    {
        tensorizer.Write(ImageReader.Default.Load(path), model.Input);
        ReadOnlySpan<float> scores = model.Run();

        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        Console.WriteLine($"{(args.Length > 0 ? path : Path.GetRelativePath(folder, path))}: {(best < classes.Length ? classes[best] : $"class {best}")}");
    }

    return (int)ExitCode.Success;
}
catch (RsdtrException exception)
{
    Console.Error.WriteLine(exception.Diagnostic.ToCanonicalLine("RSDTR_NAME"));
    return (int)exception.Diagnostic.Descriptor.ExitCode;
}
