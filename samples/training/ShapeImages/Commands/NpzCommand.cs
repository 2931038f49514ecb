using System.CommandLine;
using RsdtrEdge.Samples.ShapeImages.Output;

namespace RsdtrEdge.Samples.ShapeImages.Commands;

/// <summary><c>npz</c>: a series as one archive of preprocessed arrays, for training and for measuring accuracy.</summary>
internal static class NpzCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<int> count = CommandOptions.Count("--count", "How many images; the classes come in turn.");
        Option<ulong> seed = CommandOptions.Seed();
        var output = new Option<FileInfo>("--out") { Description = "The .npz file to write.", Required = true };

        var command = new Command("npz", "Writes x float32 [N,3,32,32], preprocessed, and y int64 [N] into one archive.") { count, seed, output };
        command.SetAction(arguments => Write(
            arguments.GetRequiredValue(output), arguments.GetRequiredValue(seed), arguments.GetRequiredValue(count)));
        return command;
    }

    private static void Write(FileInfo output, ulong seed, int count)
    {
        string temporary = output.FullName + ".tmp";
        try
        {
            using (FileStream stream = File.Create(temporary))
            {
                NpzWriter.Write(stream, new ImageSeries(seed).Take(count), count);
            }

            File.Move(temporary, output.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
