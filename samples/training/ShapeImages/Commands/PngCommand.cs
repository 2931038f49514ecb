using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Runtime.Imaging.Png;
using RsdtrEdge.Samples.ShapeImages.Shapes;

namespace RsdtrEdge.Samples.ShapeImages.Commands;

/// <summary><c>png</c>: a series as image files, in class folders or, unlabelled, in one folder.</summary>
internal static class PngCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<int> perClass = CommandOptions.Count("--per-class", "How many images of each class.");
        Option<ulong> seed = CommandOptions.Seed();
        var output = new Option<DirectoryInfo>("--out") { Description = "The folder to write into.", Required = true };
        var flat = new Option<bool>("--flat") { Description = "Leave out the class folders: images without labels." };

        var command = new Command("png", "Writes 32x32 RGB images as PNG files.") { perClass, seed, output, flat };
        command.SetAction(arguments => Write(
            arguments.GetRequiredValue(output),
            arguments.GetRequiredValue(seed),
            arguments.GetRequiredValue(perClass) * ShapeClass.All.Count,
            arguments.GetValue(flat)));
        return command;
    }

    private static void Write(DirectoryInfo output, ulong seed, int count, bool flat)
    {
        foreach (LabelledImage image in new ImageSeries(seed).Take(count))
        {
            string folder = flat ? output.FullName : Path.Combine(output.FullName, ShapeClass.All[image.Label].Name);
            int number = flat ? image.Index : image.Index / ShapeClass.All.Count;
            Directory.CreateDirectory(folder);
            string name = number.ToString("D4", CultureInfo.InvariantCulture) + ".png";
            PngEncoder.Save(Path.Combine(folder, name), image.Image);
        }
    }
}
