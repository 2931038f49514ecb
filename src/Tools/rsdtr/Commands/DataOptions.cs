using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>The options that say how images become a network's input.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _mean = new("--mean") { Description = "Subtracted from value/255, one figure or one a channel. Default 0.", HelpName = "a,b,c" };
    private readonly Option<string?> _std = new("--std") { Description = "What the difference is divided by. Default 1.", HelpName = "a,b,c" };
    private readonly Option<string?> _channels = new("--channels") { Description = "The order of the channels. Default rgb.", HelpName = "rgb|bgr" };
    private readonly Option<string?> _resize = new("--resize") { Description = "Keep the aspect ratio and pad, or stretch. Default stretch.", HelpName = "fit|stretch" };
    private readonly int? _defaultImages;
    private readonly Option<int?> _images;

    /// <summary>Creates the options.</summary>
    /// <param name="defaultImages">How many images are taken where the command line does not say; null for all.</param>
    public DataOptions(int? defaultImages = null)
    {
        _defaultImages = defaultImages;
        _images = NumberOption.Create(
            "--images", "N", 1, $"Takes a seeded sample of N images. Default: {defaultImages?.ToString(CultureInfo.InvariantCulture) ?? "all"}.");
    }

    /// <summary>The seed of everything that is drawn.</summary>
    public Option<int?> Seed { get; } = NumberOption.Create("--seed", "N", 0, "The seed of everything that is drawn. Default 0.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_mean, _std, _channels, _resize, _images, Seed])
        {
            command.Add(option);
        }
    }

    /// <summary>Refuses the options where there is no data that they speak of.</summary>
    /// <param name="command">The command.</param>
    /// <param name="counted">The option that names the data of which --images are taken.</param>
    /// <param name="others">Further options that name data, all of which is taken.</param>
    public void RequireData(Command command, Option counted, params IReadOnlyList<Option> others)
    {
        OptionNeeds.Add(command, [_mean, _std, _channels, _resize], [counted, .. others]);
        OptionNeeds.Add(command, [_images], counted);
    }

    /// <summary>What a command line asks for.</summary>
    public DataSourceOptions Read(ParseResult arguments) => new()
    {
        Preprocessing = ImagePreprocessing.Parse(
            arguments.GetValue(_mean), arguments.GetValue(_std), arguments.GetValue(_channels), arguments.GetValue(_resize)),
        Images = arguments.GetValue(_images) ?? _defaultImages,
        Seed = arguments.GetValue(Seed) ?? 0,
    };
}
