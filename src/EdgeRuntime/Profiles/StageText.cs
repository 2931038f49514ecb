using System.Globalization;
using System.Text;
using System.Text.Json;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Runtime.Profiles;

/// <summary>
/// A stage as one JSON array on a line of its own, so that files stay small and differences readable: the operator (<c>conv</c> or
/// <c>fc</c>), C, T, groups, kh, kw, the strides, the dilations, H, W, H', W', and where it was timed the microseconds; in a network the number of its nodes.
/// </summary>
internal static class StageText
{
    /// <summary>The most numbers that a stage may read and write: 2 GiB, which one ONNX file could not hold.</summary>
    private const long MostNumbers = 1L << 29;

    private const double Least = 1e-6;
    private const int MostSize = 1 << 24;
    private const int SizeCount = 13;

    // Four digits are written of any number.
    private const int MostNodes = 9999;

    private const string Expected = "a stage such as [\"conv\",64,64,1,3,3,1,1,1,1,56,56,56,56";

    private static readonly string[] Words = ["conv", "fc"];

    /// <summary>Adds the lines of an array of stages, without the brackets around them.</summary>
    public static void AppendAll<T>(StringBuilder text, string indent, IReadOnlyList<T> stages, Func<T, StageShape> shapeOf, Func<T, double?> numberOf)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            StageShape shape = shapeOf(stages[i]);
            text.Append(CultureInfo.InvariantCulture, $"{indent}[\"{Words[(int)shape.Kind]}\"");
            foreach (int size in Sizes(shape))
            {
                text.Append(CultureInfo.InvariantCulture, $",{size}");
            }

            if (numberOf(stages[i]) is { } number)
            {
                text.Append(',').Append(Number(number));
            }

            text.Append(i == stages.Count - 1 ? "]\n" : "],\n");
        }
    }

    /// <summary>A time with four significant digits, finer than any clock here is true; never 0, which a file may not hold.</summary>
    public static string Number(double value)
    {
        double number = Math.Max(value, Least);
        double unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 3);
        return (Math.Round(number / unit) * unit).ToString("0.########", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the stage that is the current value.</summary>
    /// <param name="json">The file.</param>
    /// <param name="isTimed">Whether a time follows the sizes.</param>
    public static StageTiming Read(ref StrictJson json, bool isTimed)
    {
        string expected = Expected + (isTimed ? ",1250.5]" : "]");
        string key = json.BeginArray(expected);
        StageShape shape = ReadShape(ref json, key, expected);
        double microseconds = 0;
        if (isTimed)
        {
            microseconds = json.NextItem(key) ? json.GetPositive(1e12, maximumIncluded: true, "a time in microseconds") : throw json.Unsuitable(expected);
        }

        return json.NextItem(key) ? throw json.Unsuitable($"{expected}, and nothing more") : new StageTiming(shape, microseconds);
    }

    /// <summary>Reads the stage of a network that is the current value.</summary>
    public static StageCount ReadCounted(ref StrictJson json)
    {
        const string Counted = Expected + ",2]";
        string key = json.BeginArray(Counted);
        StageShape shape = ReadShape(ref json, key, Counted);
        int count = json.NextItem(key) ? json.GetInteger(1, MostNodes) : throw json.Unsuitable(Counted);
        return json.NextItem(key) ? throw json.Unsuitable($"{Counted}, and nothing more") : new StageCount(shape, count);
    }

    private static StageShape ReadShape(ref StrictJson json, string key, string expected)
    {
        if (!json.NextItem(key) || json.Type != JsonTokenType.String || Array.IndexOf(Words, json.Text()) is not (>= 0 and int kind))
        {
            throw json.Unsuitable($"{expected}: it begins with \"conv\" or \"fc\"");
        }

        int[] sizes = new int[SizeCount];
        for (int i = 0; i < SizeCount; i++)
        {
            sizes[i] = json.NextItem(key) ? json.GetInteger(1, MostSize) : throw json.Unsuitable($"{expected}: {SizeCount} sizes");
        }

        StageShape shape = new(
            (StageKind)kind, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6], sizes[7], sizes[8], sizes[9], sizes[10], sizes[11], sizes[12]);
        if (Contradiction(shape) is { } reason)
        {
            throw json.Failure(RuntimeDiagnostics.ProfileInvalidValue, json.Line, $"no stage has these sizes: {reason}; correct the line, or make the file again");
        }

        return shape;
    }

    /// <summary>Why no operator can have a shape; null where one can.</summary>
    public static string? Contradiction(StageShape shape) =>
        shape.InputChannels % shape.Groups != 0 || shape.OutputChannels % shape.Groups != 0 ? "the groups divide both numbers of channels"
        : shape.Kind == StageKind.FullyConnected && !IsProduct(shape) ? "all sizes of \"fc\" are 1 but the channels and the heights, which are equal"
        : !Fits(shape) ? "its maps and its kernel hold at most 2^29 numbers together"
        : null;

    private static bool IsProduct(StageShape shape) => shape.InputHeight == shape.OutputHeight
        && Array.TrueForAll([shape.Groups, shape.KernelHeight, shape.KernelWidth, shape.InputWidth, shape.OutputWidth], size => size == 1)
        && Array.TrueForAll([shape.StrideHeight, shape.StrideWidth, shape.DilationHeight, shape.DilationWidth], size => size == 1);

    private static bool Fits(StageShape shape)
    {
        try
        {
            return shape.Numbers <= MostNumbers && shape.Macs > 0;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static int[] Sizes(StageShape shape) =>
    [
        shape.InputChannels, shape.OutputChannels, shape.Groups, shape.KernelHeight, shape.KernelWidth,
        shape.StrideHeight, shape.StrideWidth, shape.DilationHeight, shape.DilationWidth,
        shape.InputHeight, shape.InputWidth, shape.OutputHeight, shape.OutputWidth,
    ];
}
