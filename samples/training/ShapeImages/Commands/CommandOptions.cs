using System.CommandLine;
using System.Globalization;

namespace RsdtrEdge.Samples.ShapeImages.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    // An array of 1.8 GB: what readers with 32-bit lengths still take.
    private const int MostImages = 150_000;

    /// <summary>A number of images.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it counts.</param>
    public static Option<int> Count(string name, string description) =>
        new(name)
        {
            Description = description,
            Required = true,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!int.TryParse(text, CultureInfo.InvariantCulture, out int count) || count is < 1 or > MostImages)
                {
                    result.AddError($"{name} is {text}: give a whole number from 1 to {MostImages}.");
                }

                return count;
            },
        };

    /// <summary>The series' seed.</summary>
    public static Option<ulong> Seed() =>
        new("--seed") { Description = "The series: other seeds give other images.", Required = true };
}
