using System.Reflection;
using RsdtrEdge.Compressor.Caching;
using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Tests.Pipeline;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Schedules;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Profiles;

namespace RsdtrEdge.Compressor.Tests.Caching;

public sealed class CacheKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_option_that_bears_on_the_result_changes_the_key()
    {
        OnnxModel model = Model("model/net.onnx");
        CompressionOptions options = Options("project");
        Dictionary<string, CompressionOptions> changed = new()
        {
            ["Budget"] = options with { Budget = Budgets.OfOptions("50%") },
            ["Budget, its limit as an option"] = options with { Budget = options.Budget with { Limits = options.Budget.Limits.Override(options.Budget.Limits.Parameters, null) } },
            ["Budget, a time as an option"] = options with { Budget = options.Budget with { Limits = options.Budget.Limits.Override(null, null, 12.5) } },
            ["Budget, threads as an option"] = options with { Budget = options.Budget with { Threads = 2 } },
            ["Method"] = options with { Method = CompressionMethod.Paper },
            ["RelativeError"] = options with { RelativeError = 0.25 },
            ["Objective"] = options with { Objective = CompressionObjective.Flops },
            ["Profile"] = options with { Profile = _folder.Write("board.profile.json", "{}"u8) },
            ["Calibration"] = options with { Calibration = null },
            ["CalibrationOptions"] = options with { CalibrationOptions = new DataSourceOptions { Images = 3 } },
            ["Seed"] = options with { Seed = 1 },
            ["SpeedGuaranteeThreads"] = options with { SpeedGuaranteeThreads = 2 },
            ["SpeedGuaranteeTime"] = options with { SpeedGuaranteeTime = TimeSpan.FromSeconds(1) },
            ["FineTuning"] = options with { FineTuning = Training() },
            ["AllowUnmet"] = options with { AllowUnmet = true },
        };
        AssertAllDiffer([options, .. changed.Values], one => CacheKey.Of(model, one));
        // Results do not depend on the number of threads; how a data path is read is looked at below.
        AssertCovers<CompressionOptions>(changed.Keys, "Threads");
    }

    [Fact]
    public void Each_option_of_training_changes_the_key()
    {
        FineTuningOptions options = Training();
        Dictionary<string, FineTuningOptions> changed = new()
        {
            ["Data"] = options with { Data = _folder.Write("other.npy", "other"u8) },
            ["DataOptions"] = options with { DataOptions = new DataSourceOptions { Seed = 5 } },
            ["UseLabels"] = options with { UseLabels = true },
            ["LabelWeight"] = options with { LabelWeight = 0.5 },
            ["Temperature"] = options with { Temperature = 3 },
            ["FeatureWeight"] = options with { FeatureWeight = 1 },
            ["Epochs"] = options with { Epochs = 1 },
            ["BatchSize"] = options with { BatchSize = 1 },
            ["Optimizer"] = options with { Optimizer = OptimizerKind.AdamW },
            ["Rate"] = options with { Rate = 0.1 },
            ["Schedule"] = options with { Schedule = ScheduleKind.OneCycle },
            ["WeightDecay"] = options with { WeightDecay = 0.1 },
            ["Clip"] = options with { Clip = 1 },
            ["AverageDecay"] = options with { AverageDecay = 0.9 },
            ["HeldOutShare"] = options with { HeldOutShare = 0.1 },
            ["HeldOutImages"] = options with { HeldOutImages = 2 },
            ["Patience"] = options with { Patience = 1 },
            ["Flip"] = options with { Flip = false },
            ["Turn"] = options with { Turn = true },
            ["Outputs"] = options with { Outputs = OutputKind.Values },
            ["Normalization"] = options with { Normalization = NormalizationStatistics.Batch },
            ["Shift"] = options with { Shift = 0 },
            ["ColourNoise"] = options with { ColourNoise = 0.1 },
        };
        OnnxModel model = Model("model/net.onnx");
        CompressionOptions compression = Options("project");
        AssertAllDiffer([options, .. changed.Values], one => CacheKey.Of(model, compression with { FineTuning = one }));
        // A compression trains with its own seed and threads, and without a checkpoint.
        AssertCovers<FineTuningOptions>(changed.Keys, "Threads", "Seed", "Checkpoint");
    }

    [Fact]
    public void Each_step_of_reading_images_changes_the_key()
    {
        ImagePreprocessing[] steps =
        [
            new(), new() { Mean = [0.5f] }, new() { Std = [0.5f] }, new() { Channels = ChannelOrder.Bgr }, new() { Resize = ResizeMode.Fit },
        ];
        DataSourceOptions[] options = [.. steps.Select(step => new DataSourceOptions { Preprocessing = step }), new() { Images = 2 }, new() { Seed = 2 }];
        OnnxModel model = Model("model/net.onnx");
        CompressionOptions compression = Options("project");
        AssertAllDiffer(options, one => CacheKey.Of(model, compression with { CalibrationOptions = one }));
        AssertCovers<ImagePreprocessing>(["Mean", "Std", "Channels", "Resize"], "Default");
        AssertCovers<DataSourceOptions>(["Preprocessing", "Images", "Seed"], "Default", "ImageReader");
    }

    [Fact]
    public void Folders_and_threads_do_not_change_the_key()
    {
        CacheKey one = CacheKey.Of(Model("here/net.onnx"), Options("here"));
        CacheKey other = CacheKey.Of(Model("there/deep/net.onnx"), Options("there/deep") with { Threads = 1 });
        Assert.Equal(one, other);
        Assert.Equal(32, one.Text.Length);
    }

    [Theory]
    [InlineData("project/devices/board.json", "{ \"name\": \"board\", \"title\": \"T\", \"limits\": { \"parameters\": \"50%\" } } ")]
    [InlineData("project/devices/times.json", "{}")]
    [InlineData("project/images/class/1.png", "other")]
    [InlineData("project/images/class/2.png", "second")]
    [InlineData("project/images/1.png", "first")]
    public void What_a_file_holds_changes_the_key(string path, string content)
    {
        OnnxModel model = Model("project/net.onnx");
        CacheKey before = CacheKey.Of(model, Options("project"));
        _folder.Write(path, System.Text.Encoding.UTF8.GetBytes(content));
        Assert.NotEqual(before, CacheKey.Of(model, Options("project", isNew: false)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Images_that_judge_what_they_trained_are_another_key_than_a_copy_of_them(string end)
    {
        OnnxModel model = Model("project/net.onnx");
        CompressionOptions options = Options("project");
        string images = options.Calibration!, copy = Path.GetDirectoryName(Path.GetDirectoryName(_folder.Write("copy/class/1.png", "first"u8)))!;
        // The first with the warning RSDTR1110, the second without.
        CacheKey warned = Of(images + end, images), clean = Of(images + end, copy);
        Assert.NotEqual(warned, clean);
        Assert.Equal(warned, Of(images, images + end));
        Assert.Equal(clean, Of(copy, images + end));

        CacheKey Of(string calibration, string training) =>
            CacheKey.Of(model, options with { Calibration = calibration, FineTuning = new FineTuningOptions { Data = training } });
    }

    [Theory]
    [InlineData("project/images/.DS_Store")]
    [InlineData("project/images/class/Thumbs.db")]
    [InlineData("project/images/__MACOSX/1.png")]
    public void What_is_no_image_does_not_change_the_key(string path)
    {
        OnnxModel model = Model("project/net.onnx");
        CacheKey before = CacheKey.Of(model, Options("project"));
        _folder.Write(path, "of a file manager"u8);
        Assert.Equal(before, CacheKey.Of(model, Options("project", isNew: false)));
    }

    [Fact]
    public void A_link_to_a_folder_of_images_is_not_followed_in_circles()
    {
        OnnxModel model = Model("project/net.onnx");
        CacheKey before = CacheKey.Of(model, Options("project"));
        try
        {
            Directory.CreateSymbolicLink(_folder.File("project/images/round"), _folder.File("project/images"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows gives this right to few.
            return;
        }

        Assert.Equal(before, CacheKey.Of(model, Options("project", isNew: false)));
    }

    [Fact]
    public void A_file_that_was_changed_since_gives_another_key_now()
    {
        string path = _folder.File("project/net.onnx");
        OnnxModel model = Model("project/net.onnx");
        CompressionOptions options = Options("project");
        CacheKey before = CacheKey.Of(model, options);
        Assert.Equal(before, CacheKey.Now(model, path, options));
        _folder.Write("project/images/class/1.png", "another"u8);
        CacheKey image = CacheKey.Now(model, path, options);
        OnnxModel changed = SmallNetworks.Residual();
        changed.Proto.ProducerName = "another";
        OnnxModelFile.Save(changed, path);
        Assert.Distinct([before, image, CacheKey.Now(model, path, options)]);
        Assert.Equal(CacheKey.Of(OnnxModelFile.Load(path), options), CacheKey.Now(model, path, options));
    }

    [Fact]
    public void The_machine_has_a_say_only_where_the_result_is_timed_on_it()
    {
        DeviceProfile machine = new() { Board = "a board", Processor = "Cortex-A72", OnnxRuntime = "1.30.0", MeasuredAt = DateTimeOffset.UnixEpoch, Timings = [] };
        string own = _folder.File("own.profile.json"), other = _folder.File("other.profile.json");
        DeviceProfileFile.Write(own, machine);
        DeviceProfileFile.Write(other, machine with { Board = "another board" });
        Assert.Null(Of(other, machine));
        Assert.Null(Of(null, machine));
        Assert.Null(Of(_folder.File("absent.json"), machine));
        Assert.Null(Of(_folder.Write("no profile.json", "{}"u8), machine));
        Assert.NotNull(Of(own, machine));
        Assert.Distinct([Of(own, machine), Of(own, machine, "another host"), Of(other, machine with { Board = "another board" })]);
        Assert.Equal(Of(own, machine), CacheMachine.Of(isTimed: true, null, () => machine, "host"));

        static string? Of(string? profile, DeviceProfile machine, string host = "host") => CacheMachine.Of(false, profile, () => machine, host);
    }

    [Fact]
    public void The_model_changes_the_key_by_its_bytes_and_by_its_name()
    {
        CompressionOptions options = Options("project");
        OnnxModel changed = SmallNetworks.Residual();
        changed.Proto.ProducerName = "another";
        OnnxModelFile.Save(changed, _folder.File("changed.onnx"));
        AssertAllDiffer(
            [Model("project/net.onnx"), Model("project/other.onnx"), new OnnxModel(changed.Proto, "net.onnx", OnnxModelFile.Load(_folder.File("changed.onnx")).SourceHash)],
            model => CacheKey.Of(model, options));
    }

    [Fact]
    public void Another_program_has_another_identity()
    {
        string tool = Path.GetDirectoryName(_folder.Write("tool/rsdtr.dll", "one"u8))!;
        List<string> identities = [Identity(null)];
        _folder.Write("tool/rsdtr.dll", "two"u8);
        identities.Add(Identity(null));
        _folder.Write("tool/Other.dll", "three"u8);
        identities.Add(Identity(null));
        _folder.Write(Path.Combine(ToolIdentity.NativeFolder("tool"), "libonnxruntime.so"), "native"u8);
        identities.Add(Identity(null));
        identities.Add(Identity(_folder.Write("elsewhere/libonnxruntime.so", "another"u8)));
        Assert.Distinct(identities);
        Assert.Equal(identities[3], Identity(""));

        string Identity(string? onnxRuntime) => ToolIdentity.Of(tool, null, onnxRuntime, CancellationToken.None);
    }

    private OnnxModel Model(string path)
    {
        string full = _folder.Write(path, []);
        OnnxModelFile.Save(SmallNetworks.Residual(), full);
        return OnnxModelFile.Load(full);
    }

    private CompressionOptions Options(string project, bool isNew = true)
    {
        if (isNew)
        {
            _folder.Write($"{project}/devices/board.json", "{ \"name\": \"board\", \"title\": \"T\", \"limits\": { \"parameters\": \"50%\" }, \"profile\": \"times.json\" }"u8);
            _folder.Write($"{project}/images/class/1.png", "first"u8);
        }

        return new CompressionOptions
        {
            Budget = DeviceBudgetReader.Read(_folder.File($"{project}/devices/board.json")),
            Calibration = _folder.File($"{project}/images"),
        };
    }

    private FineTuningOptions Training() => new() { Data = _folder.Write("training.npy", "numbers"u8) };

    private static void AssertAllDiffer<T>(IReadOnlyList<T> values, Func<T, CacheKey> keyOf) => Assert.Distinct(values.Select(keyOf));

    // A property that is new must be put into the key, and into these tests.
    private static void AssertCovers<T>(IEnumerable<string> looked, params string[] others)
    {
        IEnumerable<string> properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Select(property => property.Name);
        Assert.Equal(
            looked.Where(name => !name.Contains(' ', StringComparison.Ordinal)).Concat(others).Order(StringComparer.Ordinal), properties.Order(StringComparer.Ordinal));
    }
}
