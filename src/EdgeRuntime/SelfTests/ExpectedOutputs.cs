using System.Collections.Immutable;
using System.Globalization;

namespace RsdtrEdge.Runtime.SelfTests;

/// <summary>
/// What a model gave for a seeded input where it was made, for the board to be held against: builds of ONNX Runtime for Arm have computed wrong results.
/// A compressed model carries it among its metadata, as text with four digits a number.
/// </summary>
/// <param name="Seed">The seed of the input (<see cref="Measurement.SeededInput"/>).</param>
/// <param name="InputShape">The input's shape.</param>
/// <param name="Tolerance">The largest difference that rounding may explain (<see cref="ExpectedOutput.Difference"/>).</param>
/// <param name="Outputs">What is kept of the outputs.</param>
public sealed record ExpectedOutputs(int Seed, ImmutableArray<long> InputShape, double Tolerance, ImmutableArray<ExpectedOutput> Outputs)
{
    /// <summary>The key of the metadata.</summary>
    public const string MetadataKey = "rsdtr.selftest";

    /// <summary>
    /// The usual tolerance. Rounding differs by some 1e-6 a layer, a hundred layers amplify that, and the text rounds to 5e-4; a kernel that computes wrongly
    /// is off by tenths.
    /// </summary>
    public const double UsualTolerance = 2e-3;

    private const string Version = "1";

    /// <summary>The text form.</summary>
    public string ToText() => string.Join(' ', (string[])
    [
        Version, $"seed={Seed.ToString(CultureInfo.InvariantCulture)}", $"input={string.Join(',', InputShape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}",
        $"tolerance={Text(Tolerance)}", .. Outputs.Select(Text),
    ]);

    /// <summary>Reads the text form.</summary>
    /// <param name="text">What <see cref="ToText"/> gave.</param>
    /// <returns>Null where it is another text, such as that of a later version.</returns>
    public static ExpectedOutputs? TryParse(string? text)
    {
        string[] parts = text?.Split(' ') ?? [];
        if (parts.Length < 5 || parts[0] != Version
            || !int.TryParse(After(parts[1], "seed="), NumberStyles.None, CultureInfo.InvariantCulture, out int seed)
            || Numbers(After(parts[2], "input="), ',') is not { } shape
            || !double.TryParse(After(parts[3], "tolerance="), NumberStyles.Float, CultureInfo.InvariantCulture, out double tolerance))
        {
            return null;
        }

        ExpectedOutput?[] outputs = [.. parts.Skip(4).Select(ParseOutput)];
        return outputs.Contains(null) ? null : new ExpectedOutputs(seed, [.. shape.Select(size => (long)size)], tolerance, [.. outputs.OfType<ExpectedOutput>()]);
    }

    private static string Text(ExpectedOutput output) => string.Create(
        CultureInfo.InvariantCulture, $"output={output.Index}:{output.Length}:{Text(output.Norm)}:{string.Join(',', output.Values.Select(Text))}");

    private static string Text(double value) => value.ToString("E3", CultureInfo.InvariantCulture);

    private static ExpectedOutput? ParseOutput(string text) =>
        After(text, "output=")?.Split(':') is [var index, var length, var norm, var values]
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && double.TryParse(norm, NumberStyles.Float, CultureInfo.InvariantCulture, out double size)
        && Numbers(values, ',') is { } kept && kept.Length == Math.Min(count, ExpectedOutput.MostValues)
            ? new ExpectedOutput(place, count, size, [.. kept])
            : null;

    private static double[]? Numbers(string? text, char separator)
    {
        List<double> numbers = [];
        foreach (string part in text?.Split(separator) ?? [])
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count == 0 ? null : [.. numbers];
    }

    private static string? After(string text, string key) => text.StartsWith(key, StringComparison.Ordinal) ? text[key.Length..] : null;
}
