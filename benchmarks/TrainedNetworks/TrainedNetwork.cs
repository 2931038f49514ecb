using System.Globalization;
using RsdtrEdge.Compressor.Onnx;

namespace RsdtrEdge.Benchmarks.TrainedNetworks;

/// <summary>A network for CIFAR-10 that is trained from random weights.</summary>
/// <param name="Family">What it is, one of <see cref="Families"/>.</param>
/// <param name="Width">The channels of its first stage; those of the others are multiples.</param>
internal sealed record TrainedNetwork(string Family, int Width)
{
    /// <summary>The width of the published networks, and the largest.</summary>
    public const int PublishedWidth = 64;

    /// <summary>The name of what the networks read: <see cref="Planes"/> planes of <see cref="Side"/> x <see cref="Side"/>.</summary>
    public const string Input = "image";

    /// <summary>The name of what they give: a score for each of <see cref="Classes"/> classes.</summary>
    public const string Output = "logits";

    /// <summary>Red, green and blue.</summary>
    public const int Planes = 3;

    /// <summary>Rows, and columns.</summary>
    public const int Side = 32;

    /// <summary>The classes.</summary>
    public const int Classes = 10;

    /// <summary>What a file says that it was made by.</summary>
    public const string Producer = "rsdtr benchmarks";

    private const string WidthMark = "-w";

    private static readonly Dictionary<string, Func<string, int, OnnxModel>> s_builders = new() { ["vgg16"] = CifarVgg16.Build, ["resnet18"] = CifarResNet18.Build };

    /// <summary>The families.</summary>
    public static IEnumerable<string> Families => s_builders.Keys;

    /// <summary>Both at a quarter of their width: what two processors train in an hour or so.</summary>
    public static IReadOnlyList<TrainedNetwork> Usual { get; } = [new("vgg16", 16), new("resnet18", 16)];

    /// <summary>Its name, such as <c>vgg16-w16</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Family}{WidthMark}{Width}");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">There is no such network.</exception>
    public static TrainedNetwork Parse(string name)
    {
        int mark = name.LastIndexOf(WidthMark, StringComparison.Ordinal);
        return mark >= 0 && s_builders.ContainsKey(name[..mark])
            && int.TryParse(name[(mark + WidthMark.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 1 and <= PublishedWidth
            ? new TrainedNetwork(name[..mark], width)
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"no row '{name}'; there are {string.Join(" and ", Families.Select(family => $"{family}{WidthMark}N"))}, N from 1 to {PublishedWidth}"));
    }

    /// <summary>The network without weights, with its BatchNormalization.</summary>
    public OnnxModel Build() => s_builders[Family](Name, Width);
}
