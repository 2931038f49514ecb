using System.Globalization;

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
    private readonly float[] _mean = [0f, 0f, 0f];
    private readonly float[] _std = [1f, 1f, 1f];

    /// <summary>Values from 0 to 1, red green blue, stretched to the network's size.</summary>
    public static ImagePreprocessing Default { get; } = new();

    /// <summary>What is subtracted from value/255, for each plane: one or three finite values. Default 0, 0, 0.</summary>
    /// <exception cref="ArgumentException">Not one or three finite values.</exception>
    public IReadOnlyList<float> Mean
    {
        get => _mean;
        init => _mean = Checked(value, nameof(Mean), "finite", float.IsFinite);
    }

    /// <summary>What the difference is divided by, for each plane: one or three finite values above zero. Default 1, 1, 1.</summary>
    /// <exception cref="ArgumentException">Not one or three finite values above zero.</exception>
    public IReadOnlyList<float> Std
    {
        get => _std;
        init => _std = Checked(value, nameof(Std), "finite and above 0", figure => float.IsFinite(figure) && figure > 0);
    }

    /// <summary>The order of the planes. Default red, green, blue.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>How images of another size are resized. Default <see cref="ResizeMode.Stretch"/>.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>The value of <see cref="Mean"/> for a plane.</summary>
    internal float MeanOf(int plane) => _mean[_mean.Length == 1 ? 0 : plane];

    /// <summary>The value of <see cref="Std"/> for a plane.</summary>
    internal float StdOf(int plane) => _std[_std.Length == 1 ? 0 : plane];

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
}
