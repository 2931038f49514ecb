using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Pipeline;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Compressor.Tests.Training;

public sealed class FineTunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly OnnxModel _network;
    private readonly OnnxModel _teacher;
    private readonly List<(EngineSettings Settings, LinearEngine Engine)> _engines = [];

    public FineTunerTests()
    {
        _data = _folder.File("noise.npy");
        NpyWriter.Save(_data, ModelRunner.Noise(seed: 4, 40 * 3), 40, 3, 1, 1);
        _network = Save("network.onnx", [0.5f, 0, 0, 0, 0.5f, 0], source: "f00d");
        _teacher = Save("teacher.onnx", LinearTask.Teacher, source: null);
    }

    public void Dispose() => _folder.Dispose();

    private FineTuningOptions Options => new() { Data = _data, Epochs = 4, BatchSize = 8, Rate = 0.1, Flip = false, Shift = 0, HeldOutShare = 0.25, Threads = 1 };

    [Fact]
    public void A_network_comes_nearer_to_its_teacher_and_stays_the_same_otherwise()
    {
        FineTuningResult result = Run(Options);
        Assert.Equal((30, 10), (result.Report.Images, result.Report.Before.Images));
        Assert.True(result.Report.After.OutputError < result.Report.Before.OutputError / 2);
        Assert.Equal(FineTuningEnd.Finished, result.Report.End);
        Assert.Equal(4, result.Report.Epochs.Count);
        Assert.True(Assert.Single(_engines).Engine.IsDisposed);
        // W is what changed, beside what the network says of itself.
        OnnxModel tuned = result.Model!;
        Assert.NotEqual(LinearEngine.WeightsOf(_network), LinearEngine.WeightsOf(tuned));
        Assert.Equal(_network.Proto.Graph.Node, tuned.Proto.Graph.Node);
        Assert.Equal("f00d", Metadata(tuned, ModelStamp.Source));
        Assert.Contains($"source={_network.SourceHash} teacher={_teacher.SourceHash} epochs={result.Report.BestEpoch}/4 images=30", Metadata(tuned, ModelStamp.FineTuned), StringComparison.Ordinal);
        // The teacher is not what the network says that it was made from, so that its old figure is gone and there is no new one.
        Assert.Null(Metadata(tuned, ModelStamp.OutputError));
    }

    [Fact]
    public void The_output_error_is_put_anew_where_the_teacher_is_the_original()
    {
        OnnxModel network = Save("compressed.onnx", [0.5f, 0, 0, 0, 0.5f, 0], source: _teacher.SourceHash);
        FineTuningResult result = FineTuner.Run(network, _teacher, Options, Create);
        Assert.Equal(result.Report.After.OutputError!.Value.ToString("F4", System.Globalization.CultureInfo.InvariantCulture), Metadata(result.Model!, ModelStamp.OutputError));
        Assert.Equal("10 images", Metadata(result.Model!, ModelStamp.OutputErrorInputs));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_one_does_not()
    {
        byte[] Bytes(FineTuningOptions options) => Google.Protobuf.MessageExtensions.ToByteArray(Run(options).Model!.Proto);
        byte[] expected = Bytes(Options);
        Assert.Equal(expected, Bytes(Options with { Threads = 2 }));
        Assert.NotEqual(expected, Bytes(Options with { Seed = 1 }));
    }

    [Fact]
    public void A_run_goes_on_from_its_checkpoint()
    {
        FineTuningOptions options = Options with { Checkpoint = _folder.File("run.checkpoint") };
        FineTuningResult whole = Run(Options);
        using CancellationTokenSource stop = new();
        FineTuningResult stopped = FineTuner.Run(
            _network, _teacher, options, Create, new Listener(progress =>
            {
                if (progress is { Phase: FineTuningPhase.Train, Epoch: 3, Done: 9 })
                {
                    stop.Cancel();
                }
            }), stop.Token);
        Assert.Equal((FineTuningEnd.Cancelled, 2), (stopped.Report.End, stopped.Report.Epochs.Count));
        Assert.NotNull(stopped.Model);
        FineTuningResult resumed = Run(options);
        Assert.Equal(whole.Model!.Proto, resumed.Model!.Proto);
        Assert.Equal(16 - 9, _engines[^1].Engine.Calls);
        Expect.Error(TrainingDiagnostics.CheckpointOfAnotherRun, () => Run(options with { Epochs = 5 }), "epochs was 4 and is 5");
    }

    [Fact]
    public void Options_reach_the_engine()
    {
        Run(Options with { Temperature = 2, FeatureWeight = 0.5, Optimizer = OptimizerKind.AdamW, Threads = 2 });
        EngineSettings settings = _engines[^1].Settings;
        Assert.Equal(new LossSettings { LabelWeight = 0, DistillationWeight = 1, Temperature = 2, FeatureWeight = 0.5f }, settings.Loss);
        Assert.Equal((OptimizerKind.AdamW, 8, 2), (settings.Optimizer.Kind, settings.BatchSize, settings.Threads));
        Run(Options with { Outputs = OutputKind.Values, Normalization = NormalizationStatistics.Batch });
        Assert.Equal((OutputKind.Values, NormalizationStatistics.Batch), (_engines[^1].Settings.Loss.Outputs, _engines[^1].Settings.Normalization));
        Run(Options with { BatchSize = 1000 });
        Assert.Equal(30, _engines[^1].Settings.BatchSize);
    }

    [Fact]
    public void Outputs_that_are_values_are_judged_by_their_error_alone()
    {
        FineTuningReport report = Run(Options with { Outputs = OutputKind.Values }).Report;
        Assert.Null(report.After.Agreement);
        Assert.NotNull(Run(Options).Report.After.Agreement);
        Assert.True(report.After.OutputError < report.Before.OutputError);
        Expect.Error(
            ToolDiagnostics.WrongUsage, () => Run(Options with { Data = Labelled(), UseLabels = true, Outputs = OutputKind.Values }), "--labels needs a network with one float32 output", "values");
    }

    [Fact]
    public void Labels_are_fed_only_where_they_are_asked_for()
    {
        string labelled = Labelled();
        Run(Options with { Data = labelled, UseLabels = true, LabelWeight = 0.5 });
        Assert.Equal(0.5f, _engines[^1].Settings.Loss.LabelWeight);
        Assert.All(_batches, batch => Assert.NotNull(batch.Labels));
        Assert.NotNull(Run(Options with { Data = labelled }).Report.After.Top1);
        Assert.Null(_batches[^1].Labels);
    }

    [Fact]
    public void Without_teacher_or_labels_there_is_nothing_to_train_for()
    {
        Expect.Error(ToolDiagnostics.WrongUsage, () => FineTuner.Run(_network, null, Options, Create), "--teacher", "--labels");
        FineTuningResult result = FineTuner.Run(_network, null, Options with { Data = Labelled(), UseLabels = true }, Create);
        Assert.Equal((0f, 1f), (_engines[^1].Settings.Loss.DistillationWeight, _engines[^1].Settings.Loss.LabelWeight));
        Assert.Null(result.Report.Teacher);
        // What float32 does not tell from 0 is 0.
        foreach (double weight in (double[])[0, 1e-60])
        {
            FineTuningOptions options = Options with { Data = Labelled(), UseLabels = true, LabelWeight = weight };
            Expect.Error(ToolDiagnostics.WrongUsage, () => FineTuner.Run(_network, null, options, Create), "--label-weight", "--teacher");
            Assert.NotNull(FineTuner.Run(_network, _teacher, options, Create).Model);
        }

        Assert.Null(result.Report.Before.OutputError);
    }

    [Fact]
    public void A_network_that_is_no_file_is_said_to_be_of_a_compression()
    {
        FineTuningResult result = FineTuner.Run(new OnnxModel(_network.Proto), _teacher, Options, Create);
        Assert.Equal(new Compressor.Reports.SourceReport("compression", null), result.Report.Source);
        Assert.Contains($"source=compression teacher={_teacher.SourceHash} ", Metadata(result.Model!, ModelStamp.FineTuned), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_behind_a_gain_is_told_beside_the_network()
    {
        // Four steps an epoch; 21 in a row that are not finite are one too many.
        FineTuningResult result = FineTuner.Run(
            _network, _teacher, Options with { Epochs = 9 },
            (network, teacher, settings) => new LinearEngine(LinearEngine.WeightsOf(network), LinearEngine.WeightsOf(teacher!), LinearTask.Classes, settings.BatchSize)
            {
                Origin = network,
                Fails = call => call >= 4,
            });
        Assert.Equal((FineTuningEnd.Failed, 1), (result.Report.End, result.Report.BestEpoch));
        Assert.Equal((TrainingDiagnostics.Diverged, _network.SourcePath), (result.Failure!.Diagnostic.Descriptor, result.Failure.Diagnostic.File));
        Assert.NotNull(result.Model);
    }

    [Fact]
    public void A_checkpoint_knows_all_that_bears_on_the_result()
    {
        FineTuningOptions options = Options with { Checkpoint = _folder.File("run.checkpoint") };
        Run(options);
        Refused(options with { Patience = 3 }, "patience was 0 and is 3");
        Refused(options with { Optimizer = OptimizerKind.Muon, Rate = FineTuningOptions.UsualMomentumRate }, "optimizer was momentum and is muon");
        Refused(options with { HeldOutImages = 10 }, "held-out was 0.25 and is 10");
        // The option is told, not the images that it makes others.
        Refused(options with { DataOptions = new DataSourceOptions { Images = 30 } }, "images was all and is 30");
        Refused(options with { DataOptions = With(new ImagePreprocessing { Mean = [0.5f] }) }, "mean was 0,0,0 and is 0.5");
        Refused(options with { DataOptions = With(new ImagePreprocessing { Std = [0.25f] }) }, "std was 1,1,1 and is 0.25");
        Refused(options with { DataOptions = With(new ImagePreprocessing { Channels = ChannelOrder.Bgr }) }, "channels was rgb and is bgr");
        Refused(options with { DataOptions = With(new ImagePreprocessing { Resize = ResizeMode.Fit }) }, "resize was stretch and is fit");
        string told = Run(Options).Report.Tool.Options;
        Assert.Contains($"rsdtr={ModelStamp.Version} onnxruntime={RsdtrEdge.Runtime.Sessions.OnnxRuntime.Current.Version} ", told, StringComparison.Ordinal);

        void Refused(FineTuningOptions other, string why) => Expect.Error(TrainingDiagnostics.CheckpointOfAnotherRun, () => Run(other), why);

        static DataSourceOptions With(ImagePreprocessing preprocessing) => new() { Preprocessing = preprocessing };
    }

    [Fact]
    public void A_checkpoint_knows_networks_that_are_no_files_and_by_what_they_are_judged()
    {
        FineTuningOptions options = Options with { Checkpoint = _folder.File("run.checkpoint") };
        OnnxModel one = LinearEngine.Network([0.5f, 0, 0, 0, 0.5f, 0], LinearTask.Classes), other = LinearEngine.Network([0.5f, 0, 0, 0, 0.25f, 0], LinearTask.Classes);
        FineTuner.Run(one, _teacher, options, Create);
        FineTuner.Run(one.Clone(), _teacher, options, Create);
        Expect.Error(TrainingDiagnostics.CheckpointOfAnotherRun, () => FineTuner.Run(other, _teacher, options, Create), "network was memory-");
        Expect.Error(TrainingDiagnostics.CheckpointOfAnotherRun, () => FineTuner.Run(one, new OnnxModel(_teacher.Proto), options, Create), $"teacher was {_teacher.SourceHash} and is memory-");

        // Labels of no weight are not trained with, and choose the best epoch all the same.
        FineTuningOptions labelled = Options with { Data = Labelled(), Checkpoint = _folder.File("labelled.checkpoint") };
        Run(labelled);
        Expect.Error(TrainingDiagnostics.CheckpointOfAnotherRun, () => Run(labelled with { UseLabels = true, LabelWeight = 0 }), "labels was no and is yes");
    }

    [Fact]
    public void What_does_not_depend_on_the_images_is_told_before_they_are_read()
    {
        string data = Directory.CreateDirectory(_folder.File("images")).FullName;
        for (int i = 0; i < 4; i++)
        {
            PngEncoder.Save(Path.Combine(data, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}.png")), new RgbImage(1, 1));
        }

        File.WriteAllText(Path.Combine(data, "z.png"), "no image");
        FineTuningOptions options = Options with { Data = data };
        Expect.Error(DataDiagnostics.ImageUndecodable, () => FineTuner.Run(_network, _teacher, options));

        OnnxModel noDerivative = new GraphBuilder(13).Input("x", "batch", 3, 1, 1).Conv(2, 1).Node("Erf").Flatten().Gemm(2, LinearTask.Classes).Output("scores").Build();
        Expect.Error(TrainingDiagnostics.NotDifferentiable, () => FineTuner.Run(noDerivative, noDerivative, options), "Erf");
        OnnxModel otherTeacher = new GraphBuilder(13).Input("other", "batch", 3, 1, 1).Flatten().Gemm(3, LinearTask.Classes).Output("scores").Build();
        Expect.Error(TrainingDiagnostics.TeacherMismatch, () => FineTuner.Run(_network, otherTeacher, options), "'other'");
        OnnxModel otherOutputs = new GraphBuilder(13).Input("x", "batch", 3, 1, 1).Flatten().Gemm(3, LinearTask.Classes).Output("logits").Build();
        Expect.Error(TrainingDiagnostics.TeacherMismatch, () => FineTuner.Run(_network, otherOutputs, options), "logits", "scores");

        FineTuningOptions kept = options with { Checkpoint = _folder.File("notes.txt") };
        File.WriteAllText(kept.Checkpoint!, "no checkpoint");
        RsdtrException exception = Expect.Error(TrainingDiagnostics.CheckpointUnreadable, () => FineTuner.Run(_network, _teacher, kept), "no checkpoint");
        Assert.Equal(kept.Checkpoint, exception.Diagnostic.File);
    }

    [Fact]
    public void A_teacher_of_an_operator_set_that_ONNX_Runtime_does_not_run_teaches_all_the_same()
    {
        // Of version 1, in which a Gemm has to add something.
        OnnxModel old = _teacher.Clone();
        old.Graph.AddInitializer(TensorBuilder.Floats("zeros", [LinearTask.Classes], new float[LinearTask.Classes]));
        Assert.Single(old.Graph.Nodes, node => node.OpType == "Gemm").Input.Add("zeros");
        old.Proto.OpsetImport.Clear();
        Assert.Equal(Run(Options).Report.After, FineTuner.Run(_network, old, Options, Create).Report.After);
    }

    [Fact]
    public void There_are_as_many_class_folders_as_classes()
    {
        // An empty one is none.
        Directory.CreateDirectory(_folder.File("classes/b"));
        FineTuningOptions options = Options with { Data = _folder.File("classes"), UseLabels = true };
        AddClass("a");
        AddClass("c");
        Assert.Equal(6, Run(options).Report.Images);
        Expect.Error(
            TrainingDiagnostics.LabelOutOfRange, () => FineTuner.Run(LinearEngine.Network(new float[9], classes: 3), null, options, Create), "2 class folders", "3 classes");
        AddClass("d");
        Expect.Error(TrainingDiagnostics.LabelOutOfRange, () => Run(options), "3 class folders", "2 classes");

        // What a teacher alone teaches needs no labels, and none are counted.
        HeldOutFigures before = Run(options with { UseLabels = false }).Report.Before;
        Assert.Equal((null, null), (before.Top1, before.TeacherTop1));
        Assert.NotNull(before.Agreement);
        Assert.StartsWith("has 3 class folders with images, and the network 2 classes: ", before.LabelsIgnored, StringComparison.Ordinal);

        void AddClass(string name)
        {
            string folder = Directory.CreateDirectory(_folder.File($"classes/{name}")).FullName;
            for (int i = 0; i < 4; i++)
            {
                PngEncoder.Save(Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}.png")), new RgbImage(1, 1));
            }
        }
    }

    [Fact]
    public void A_count_of_held_out_images_must_leave_some_to_train_with()
    {
        FineTuningReport report = Run(Options with { HeldOutImages = 39 }).Report;
        Assert.Equal((1, 39), (report.Images, report.Before.Images));
        RsdtrException exception = Expect.Error(DataDiagnostics.SetTooSmall, () => Run(Options with { HeldOutImages = 40 }), "40 samples", "--held-out 40");
        Assert.Equal(_data, exception.Diagnostic.File);
    }

    [Theory]
    [InlineData(2, 0.4)]
    [InlineData(40, 8)]
    [InlineData(300, 60)]
    [InlineData(500, 100)]
    [InlineData(1_024, 100)]
    [InlineData(2_000, 100)]
    [InlineData(50_000, 2_500)]
    public void Of_few_images_more_than_the_usual_share_judges(int images, double judging)
    {
        Assert.Equal(judging, new FineTuningOptions { Data = _data }.HeldOutOf(images), 9);
        // What is given is taken as it is.
        Assert.Equal(0.05 * images, new FineTuningOptions { Data = _data, HeldOutShare = 0.05 }.HeldOutOf(images), 9);
        Assert.Equal(3, new FineTuningOptions { Data = _data, HeldOutImages = 3 }.HeldOutOf(images));
    }

    [Theory]
    [InlineData(null, 8, "held-out=8 ")]
    [InlineData(0.05, 2, "held-out=0.05 ")]
    public void The_report_tells_what_was_held_out(double? share, int judging, string text)
    {
        FineTuningReport report = Run(Options with { HeldOutShare = share }).Report;
        Assert.Equal((40 - judging, judging), (report.Images, report.Before.Images));
        Assert.Contains(text, report.Tool.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_must_be_there_and_be_classes()
    {
        RsdtrException exception = Expect.Error(DataDiagnostics.NoLabels, () => Run(Options with { UseLabels = true }), "class");
        Assert.Equal(_data, exception.Diagnostic.File);
        Expect.Error(TrainingDiagnostics.LabelOutOfRange, () => Run(Options with { Data = Labelled(classes: 3), UseLabels = true }), "label 2", "0 to 1");
    }

    [Fact]
    public void Where_no_epoch_is_better_there_is_no_network()
    {
        // The teacher itself cannot come nearer to itself.
        FineTuningResult result = FineTuner.Run(_teacher, _teacher, Options, Create);
        Assert.Null(result.Model);
        Assert.Equal((0, 0), (result.Report.BestEpoch, result.Report.After.OutputError));
    }

    [Fact]
    public void Figures_that_make_no_run_are_refused()
    {
        foreach (FineTuningOptions options in (FineTuningOptions[])
        [
            Options with { Epochs = 0 }, Options with { BatchSize = 0 }, Options with { Rate = 0 }, Options with { Rate = double.NaN }, Options with { HeldOutShare = 1 },
            Options with { AverageDecay = 1 }, Options with { Shift = -0.1 }, Options with { Temperature = 0 }, Options with { Clip = double.PositiveInfinity },
            Options with { Clip = 1e39 }, Options with { Clip = double.NaN }, Options with { Rate = 1e39 }, Options with { Rate = 1e-60 },
        ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Run(options));
        }
    }

    [Fact]
    public void The_report_has_its_schema()
    {
        string json = Compressor.Reports.ReportFile.ToJson(Run(Options).Report);
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal("rsdtr-finetune/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal("finished", document.RootElement.GetProperty("end").GetString());
        Assert.Equal(4, document.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.Equal("teacher.onnx", document.RootElement.GetProperty("teacher").GetProperty("file").GetString());
        Assert.Equal(6, document.RootElement.GetProperty("parameters").GetInt64());
    }

    private readonly List<TrainingBatch> _batches = [];

    private FineTuningResult Run(FineTuningOptions options) => FineTuner.Run(_network, _teacher, options, Create);

    private LinearEngine Create(OnnxModel network, OnnxModel? teacher, EngineSettings settings)
    {
        LinearEngine engine = new(LinearEngine.WeightsOf(network), LinearEngine.WeightsOf(teacher ?? _teacher), LinearTask.Classes, settings.BatchSize)
        {
            Heard = (_, batch, _) => _batches.Add(batch),
            Origin = network,
        };
        _engines.Add((settings, engine));
        return engine;
    }

    private string Labelled(int classes = 2) =>
        LabelledArrays.Save(_folder.File("labelled.npz"), ModelRunner.Noise(seed: 4, 40 * 3), [.. Enumerable.Range(0, 40).Select(i => i % classes)], 3, 1, 1);

    private OnnxModel Save(string name, float[] weights, string? source)
    {
        OnnxModel model = LinearEngine.Network(weights, LinearTask.Classes);
        ModelStamp.Set(model.Proto, ModelStamp.Source, source);
        ModelStamp.Set(model.Proto, ModelStamp.OutputError, source is null ? null : "0.9999");
        OnnxModelFile.Save(model, _folder.File(name));
        return OnnxModelFile.Load(_folder.File(name));
    }

    private static string? Metadata(OnnxModel model, string key) => model.Proto.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;

    private sealed class Listener(Action<FineTuningProgress> hear) : IProgress<FineTuningProgress>
    {
        public void Report(FineTuningProgress value) => hear(value);
    }
}
