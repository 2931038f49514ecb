using System.Globalization;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Imaging;

/// <summary>
/// What happens to an image between its file and the network: resize, order the channels, then
/// <c>(value / 255 - Mean) / Std</c> for each plane.
/// </summary>
/// <remarks>
/// <see cref="Mean"/> and <see cref="Std"/> belong to the planes in the order in which the network takes them: with
/// <see cref="ChannelOrder.Bgr"/> the first value is blue's. A single value serves for all planes.
/// A network with one plane gets the luma of ITU-R BT.601, rounded to 8 bits before it is resized (as Pillow's <c>convert("L")</c> does),
/// with the first value of each.
/// </remarks>
public sealed class ImagePreprocessing
{
    private const string FiniteRule = "finite";
    private const string PositiveRule = "finite and above 0";

    private readonly float[] _mean = [0f, 0f, 0f];
    private readonly float[] _std = [1f, 1f, 1f];

    /// <summary>Values from 0 to 1, red green blue, stretched to the network's size.</summary>
    public static ImagePreprocessing Default { get; } = new();

    /// <summary>What is subtracted from value/255, for each plane: one or three finite values. Default 0, 0, 0.</summary>
    /// <exception cref="ArgumentException">Not one or three finite values.</exception>
    public IReadOnlyList<float> Mean
    {
        get => _mean;
        init => _mean = Checked(value, nameof(Mean), FiniteRule, float.IsFinite);
    }

    /// <summary>What the difference is divided by, for each plane: one or three finite values above zero. Default 1, 1, 1.</summary>
    /// <exception cref="ArgumentException">Not one or three finite values above zero.</exception>
    public IReadOnlyList<float> Std
    {
        get => _std;
        init => _std = Checked(value, nameof(Std), PositiveRule, IsPositive);
    }

    /// <summary>The order of the planes. Default red, green, blue.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>How images of another size are resized. Default <see cref="ResizeMode.Stretch"/>.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>Reads the steps as command lines and item metadata give them; null or empty leaves a default.</summary>
    /// <param name="mean"><c>--mean</c>: one or three numbers with commas between them.</param>
    /// <param name="std"><c>--std</c>: the same, above 0.</param>
    /// <param name="channels"><c>--channels</c>: <c>rgb</c> or <c>bgr</c>.</param>
    /// <param name="resize"><c>--resize</c>: <c>fit</c> or <c>stretch</c>.</param>
    /// <exception cref="RsdtrException"><see cref="ToolDiagnostics.WrongUsage"/>, naming the option.</exception>
    public static ImagePreprocessing Parse(string? mean, string? std, string? channels, string? resize)
    {
        return new ImagePreprocessing
        {
            Mean = ParseNumbers("--mean", mean, FiniteRule, float.IsFinite) ?? Default.Mean,
            Std = ParseNumbers("--std", std, PositiveRule, IsPositive) ?? Default.Std,
            Channels = channels switch
            {
                null or "" or "rgb" => ChannelOrder.Rgb,
                "bgr" => ChannelOrder.Bgr,
                _ => throw new RsdtrException(ToolDiagnostics.WrongUsage, $"--channels takes rgb or bgr, not '{channels}'"),
            },
            Resize = resize switch
            {
                null or "" or "stretch" => ResizeMode.Stretch,
                "fit" => ResizeMode.Fit,
                _ => throw new RsdtrException(ToolDiagnostics.WrongUsage, $"--resize takes fit or stretch, not '{resize}'"),
            },
        };
    }

    /// <summary>The value of <see cref="Mean"/> for a plane.</summary>
    internal float MeanOf(int plane) => _mean[_mean.Length == 1 ? 0 : plane];

    /// <summary>The value of <see cref="Std"/> for a plane.</summary>
    internal float StdOf(int plane) => _std[_std.Length == 1 ? 0 : plane];

    private static bool IsPositive(float value) => float.IsFinite(value) && value > 0;

    private static float[] Checked(IReadOnlyList<float> values, string name, string rule, Func<float, bool> isValid)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count is not (1 or 3) || !values.All(isValid))
        {
            string shown = string.Join(",", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
            throw new ArgumentException($"takes one or three values, each {rule}, not '{shown}'", name);
        }

        return [.. values];
    }

    private static float[]? ParseNumbers(string option, string? text, string rule, Func<float, bool> isValid)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] parts = text.Split(',');
        float[] values = new float[parts.Length];
        bool isRead = parts.Length is 1 or 3;
        for (int i = 0; i < parts.Length && isRead; i++)
        {
            isRead = float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && isValid(values[i]);
        }

        return isRead
            ? values
            : throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{option} takes one or three numbers such as 0.485,0.456,0.406, each {rule}, not '{text}'");
    }
}
