using System.CommandLine;
using System.Security.Cryptography;

namespace RsdtrEdge.Samples.ShapeImages.Commands;

/// <summary><c>hash</c>: one line that tells whether this machine renders the same images as another.</summary>
internal static class HashCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<int> count = CommandOptions.Count("--count", "How many images; the classes come in turn.");
        Option<ulong> seed = CommandOptions.Seed();

        var command = new Command("hash", "Prints the SHA-256 of the images' bytes, so that machines can be compared.") { count, seed };
        command.SetAction(arguments => Print(arguments.GetRequiredValue(seed), arguments.GetRequiredValue(count)));
        return command;
    }

    private static void Print(ulong seed, int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabelledImage image in new ImageSeries(seed).Take(count))
        {
            hash.AppendData(image.Image.Samples);
        }

        Console.WriteLine(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
