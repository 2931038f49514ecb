using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tools.Common;

namespace RsdtrEdge.Tools.Rsdtr.Commands;

/// <summary>The options that say how a network is trained.</summary>
internal sealed class FineTuneOptions
{
    /// <summary>What holds where nothing is said.</summary>
    public static readonly FineTuningOptions Usual = new() { Data = "" };

    private readonly Option<int?> _epochs = NumberOption.Create("--epochs", "N", 1, $"Times that all images are trained with. Default {Usual.Epochs}.");
    private readonly Option<int?> _batch = NumberOption.Create("--batch", "N", 1, $"Images a step. Default {Usual.BatchSize}.");
    private readonly Option<double?> _rate = NumberOption.Create("--rate", "R", 1e-9, Invariant($"The highest learning rate. Default {FineTuningOptions.UsualMomentumRate}, with adamw {FineTuningOptions.UsualAdamWRate}, with muon {FineTuningOptions.UsualMuonRate}."), below: 10.0);
    private readonly Option<string?> _optimizer = Choice("--optimizer", "How weights follow the gradient. Default momentum.", [.. Enum.GetNames<OptimizerKind>().Select(name => name.ToLowerInvariant())]);
    private readonly Option<string?> _schedule = Choice("--schedule", "How the rate changes: down along a cosine, or up first and then down. Default cosine.", "cosine", "one-cycle");
    private readonly Option<bool> _labels = new("--labels") { Description = "Trains for the images' classes, too: their folders, or y of a .npz. Without it the teacher alone teaches." };
    private readonly Option<double?> _labelWeight = NumberOption.Create("--label-weight", "W", 0.0, Invariant($"The weight of the classes beside the teacher's, which is 1; needs --labels. Default {Usual.LabelWeight}."), below: 1e6);
    private readonly Option<string?> _outputs = Choice("--outputs", "What the outputs are taken for: class scores, or values that are compared number by number. Default: scores where the one output is a row of two or more.", "scores", "values");
    private readonly Option<string?> _normalization = Choice("--normalization", "By which means and variances BatchNormalization nodes normalize in training: those that are stored and stay, or those of the batch, which the stored ones follow. Default stored.", "stored", "batch");
    private readonly Option<double?> _temperature = NumberOption.Create("--temperature", "T", 0.01, Invariant($"Softens the scores of network and teacher. Default {Usual.Temperature}."), below: 1e4);
    private readonly Option<double?> _featureWeight = NumberOption.Create("--feature-weight", "W", 0.0, "The weight of the distance to the teacher's values where branches of the network meet. Default 0.", below: 1e6);
    private readonly Option<double?> _weightDecay = NumberOption.Create("--weight-decay", "D", 0.0, Invariant($"The pull of weights towards zero. Default {Usual.WeightDecay}."), below: 1.0);
    private readonly Option<double?> _clip = NumberOption.Create("--clip", "N", 0.0, Invariant($"The norm to which longer gradients are shortened; 0: none is. Default {Usual.Clip}."), below: 1e9);
    private readonly Option<double?> _ema = NumberOption.Create("--ema", "D", 0.0, "Keeps a moving average of the weights, of which a step leaves this share, such as 0.999. Default 0: the last weights.", below: 1.0);
    private readonly Option<(double? Share, int? Count)?> _heldOut = HeldOut();
    private readonly Option<int?> _patience = NumberOption.Create("--patience", "N", 0, "Ends after N epochs without gain. Default 0: all epochs are run.");
    private readonly Option<bool> _flip = new("--flip") { Description = "Mirrors every second image, left for right, as is done without any option." };
    private readonly Option<bool> _noFlip = new("--no-flip") { Description = "Mirrors no image: for text, signs, and whatever else has a left and a right." };
    private readonly Option<bool> _turn = new("--turn") { Description = "Turns images by quarters, for what has no upper side." };
    private readonly Option<double?> _shift = NumberOption.Create("--shift", "S", 0.0, Invariant($"Shifts images by up to this share of their sides; 0: none. Default {Usual.Shift}."), below: 1.0);
    private readonly Option<double?> _colourNoise = NumberOption.Create("--colour-noise", "S", 0.0, "Changes brightness and contrast by about this share, such as 0.1. Default 0.", below: 10.0);
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Keeps how far training is, behind each epoch and every five minutes; where the file exists, training goes on from it.", HelpName = "FILE" };
    private readonly Option<int?> _threads = NumberOption.Create("--threads", "N", 1, "Threads to work with; the result does not depend on it. Default: one a processor.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_epochs, _batch, _rate, _optimizer, _schedule, _labels, _labelWeight, _outputs, _normalization, _temperature, _featureWeight, _weightDecay, _clip, _ema, _heldOut, _patience,
            _flip, _noFlip, _turn, _shift, _colourNoise, _checkpoint, _threads])
        {
            command.Add(option);
        }
    }

    /// <summary>What a command line asks for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">Where the data is and how it is read.</param>
    /// <param name="hasTeacher">Whether there is a teacher.</param>
    /// <exception cref="RsdtrException">Options exclude each other (RSDTR3002).</exception>
    public FineTuningOptions Read(ParseResult arguments, FineTuningOptions options, bool hasTeacher)
    {
        void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new RsdtrException(ToolDiagnostics.WrongUsage, $"{message}: {HelpHint.Of(arguments)}");
            }
        }

        Require(!(arguments.GetValue(_flip) && arguments.GetValue(_noFlip)), "--flip and --no-flip exclude each other");
        Require(hasTeacher || arguments.GetValue(_labels), "nothing to train for: give the original with --teacher, or --labels");
        Require(arguments.GetValue(_labels) || arguments.GetValue(_labelWeight) is null, "--label-weight needs --labels");
        Require(!arguments.GetValue(_labels) || arguments.GetValue(_outputs) != "values", "--labels and --outputs values exclude each other");
        Require(hasTeacher || arguments.GetValue(_temperature) is null, "--temperature needs --teacher");
        Require(hasTeacher || arguments.GetValue(_featureWeight) is null, "--feature-weight needs --teacher");
        return options with
        {
            UseLabels = arguments.GetValue(_labels),
            LabelWeight = arguments.GetValue(_labelWeight) ?? options.LabelWeight,
            Outputs = Outputs(arguments.GetValue(_outputs)),
            Normalization = arguments.GetValue(_normalization) == "batch" ? NormalizationStatistics.Batch : NormalizationStatistics.Stored,
            Temperature = arguments.GetValue(_temperature) ?? options.Temperature,
            FeatureWeight = arguments.GetValue(_featureWeight) ?? options.FeatureWeight,
            Epochs = arguments.GetValue(_epochs) ?? options.Epochs,
            BatchSize = arguments.GetValue(_batch) ?? options.BatchSize,
            Optimizer = arguments.GetValue(_optimizer) is { } optimizer ? Enum.Parse<OptimizerKind>(optimizer, ignoreCase: true) : options.Optimizer,
            Rate = arguments.GetValue(_rate),
            Schedule = arguments.GetValue(_schedule) == "one-cycle" ? ScheduleKind.OneCycle : ScheduleKind.Cosine,
            WeightDecay = arguments.GetValue(_weightDecay) ?? options.WeightDecay,
            Clip = arguments.GetValue(_clip) ?? options.Clip,
            AverageDecay = arguments.GetValue(_ema) ?? options.AverageDecay,
            HeldOutShare = arguments.GetValue(_heldOut)?.Share ?? options.HeldOutShare,
            HeldOutImages = arguments.GetValue(_heldOut)?.Count,
            Patience = arguments.GetValue(_patience) ?? options.Patience,
            Flip = !arguments.GetValue(_noFlip),
            Turn = arguments.GetValue(_turn),
            Shift = arguments.GetValue(_shift) ?? options.Shift,
            ColourNoise = arguments.GetValue(_colourNoise) ?? options.ColourNoise,
            Checkpoint = arguments.GetValue(_checkpoint),
            Threads = arguments.GetValue(_threads) ?? options.Threads,
        };
    }

    /// <summary>What outputs are taken for, by the name on a command line; null where nothing is said.</summary>
    public static OutputKind Outputs(string? name) => name switch { "scores" => OutputKind.Scores, "values" => OutputKind.Values, _ => OutputKind.Auto };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', values) };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static Option<(double? Share, int? Count)?> HeldOut() => new("--held-out")
    {
        Description = Invariant($"The images that judge and are not trained with, as a share or a count; at least one. Default {100 * FineTuningOptions.UsualHeldOutShare}%, but {FineTuningOptions.UsualHeldOutImages} at least, or a fifth of fewer than {FineTuningOptions.UsualHeldOutImages / FineTuningOptions.MostHeldOutShare}."),
        HelpName = "P%|N",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Limit.TryParse(text, out Limit? limit) && !(limit.Percent >= 100) && !(limit.Count > int.MaxValue))
            {
                return ((double?)limit.Percent / 100, (int?)limit.Count);
            }

            result.AddError($"--held-out takes a share below 100% or a count, such as 5% or 500, not '{text}'");
            return null;
        },
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
