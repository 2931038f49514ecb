using System.CommandLine;
using RsdtrEdge.Samples.ShapeImages.Commands;

var root = new RootCommand("Renders the image task of the sample: ten classes of shapes and textures, 32x32 pixels, from a seed.")
{
    NpzCommand.Create(),
    PngCommand.Create(),
    HashCommand.Create(),
};

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"ShapeImages: error: {exception.Message}");
    return 1;
}
