using System.Collections.Immutable;
using System.Globalization;
using RsdtrEdge.Compressor.Latency;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Runtime.Profiles;
using RsdtrEdge.Runtime.Profiles.Networks;

namespace RsdtrEdge.Benchmarks.Performance;

/// <summary>The device profile of the machine that the benchmark runs on: what <c>rsdtr profile-for</c> asks for the networks of all rows, timed.</summary>
internal sealed class HostProfile
{
    private readonly ProfileResult _result;
    private readonly Dictionary<int, StagePredictor> _models = [];

    private HostProfile(ProfileResult result, IReadOnlyList<int> threads, string path)
    {
        _result = result;
        Path = path;
        // A file that was there before may hold others, too.
        Timings = [.. result.Profile.Timings.Where(timings => threads.Contains(timings.Threads))];
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The times by the number of threads, of those that were asked for.</summary>
    public IReadOnlyList<ThreadTimings> Timings { get; }

    /// <summary>Times what a profile does not hold yet.</summary>
    /// <param name="networks">The files of the networks.</param>
    /// <param name="threads">The numbers of threads.</param>
    /// <param name="path">The profile; what it holds already is kept.</param>
    /// <param name="time">About how long to measure, all numbers of threads together; each stage is timed once however long that takes.</param>
    /// <param name="progress">Hears what is timed.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">The file is no profile of this machine, or cannot be written.</exception>
    public static HostProfile Measure(
        IEnumerable<string> networks, IReadOnlyList<int> threads, string path, TimeSpan time, TextWriter progress)
    {
        StageList[] lists = [.. networks.Distinct().Select(network => StageShapes.ListOf(OnnxModelFile.Load(network)))];
        ImmutableArray<StageShape> shapes = ShapeUnion.Of(lists.Select(list => list.Shapes.AsEnumerable()));
        ImmutableArray<NetworkOutline> outlines = [.. lists.Select(list => list.Network).OfType<NetworkOutline>()];
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  profile: {shapes.Length} stages and {outlines.Length} networks with {string.Join(" and ", threads.Select(ThreadText.Of))}, about {time.TotalSeconds:F0} s"));
        ProfileOptions options = new() { Shapes = shapes, Networks = outlines, Threads = [.. threads], Time = time, PredictionError = CrossValidation.Of };
        return new HostProfile(ProfileRun.Measure(path, options), threads, path);
    }

    /// <summary>The milliseconds that a network is expected to take; null where a node's time is unknown.</summary>
    /// <param name="network">Its file.</param>
    /// <param name="threads">The threads, which were timed.</param>
    public double? Predict(string network, int threads)
    {
        if (!_models.TryGetValue(threads, out StagePredictor? model))
        {
            _models[threads] = model = new StagePredictor(TimingsOf(threads), "host");
        }

        return NetworkLatency.Predict(OnnxModelFile.Load(network), model).Milliseconds;
    }

    /// <summary>What was timed, how long that took, and how good predictions from it are, as a sentence.</summary>
    public string Describe()
    {
        IEnumerable<string> errors = Timings.Select(timings => string.Create(
            CultureInfo.InvariantCulture,
            $"{timings.Stages.Length} stages and {timings.Networks.Length} networks with {ThreadText.Of(timings.Threads)}, cross-validated median error {(timings.PredictionError is { } error ? $"{100 * error:F1} %" : "unknown")}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Device profile: {string.Join("; ", errors)}; {_result.TimedStages} timings in {_result.Duration.TotalSeconds:F0} s, {_result.KeptStages} kept from before, {_result.RepeatedRounds} repeated after a disturbance.");
    }

    private ThreadTimings TimingsOf(int threads) => Timings.Single(timings => timings.Threads == threads);
}
