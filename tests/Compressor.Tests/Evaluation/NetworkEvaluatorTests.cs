using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.DataSets;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Sessions;
using static RsdtrEdge.Compressor.Onnx.Proto.TensorProto.Types;

namespace RsdtrEdge.Compressor.Tests.Evaluation;

public sealed class NetworkEvaluatorTests
{
    [Fact]
    public void Outputs_and_classes_are_compared_over_all_inputs()
    {
        using TemporaryFolder folder = new();
        // Two images of two channels and one pixel: the network's scores are the channels.
        string data = folder.File("two.npy");
        NpyWriter.Save(data, (float[])[3, 4, 4, 3], 2, 2, 1, 1);
        OnnxModel original = Scores(1, 0, 0, 1);
        OnnxModel changed = Scores(1, 0, 0, 0.25f);

        Compressor.Evaluation.Evaluation result = NetworkEvaluator.Evaluate(changed, original, data, DataSourceOptions.Default, threads: 1);

        // Scores (3, 1) for (3, 4) and (4, 0.75) for (4, 3): differences 3 and 2.25, norm of the original sqrt(50).
        Assert.Equal(2, result.Images);
        Assert.Equal(Math.Sqrt((9 + (2.25 * 2.25)) / 50), result.OutputError!.Value, 6);
        Assert.Equal(result.OutputError, result.OutputErrors["scores"]);
        Assert.Equal(0.5, result.Agreement);
        Assert.Null(result.Top1);
    }

    [Fact]
    public void Alone_a_network_has_no_error_and_no_agreement()
    {
        using TemporaryFolder folder = new();
        string data = LabelledArrays.Save(folder.File("two.npz"), [3, 4, 4, 3], [1, 1], 2, 1, 1);
        Compressor.Evaluation.Evaluation result = NetworkEvaluator.Evaluate(Scores(1, 0, 0, 1), original: null, data, DataSourceOptions.Default, threads: 1);
        Assert.Equal((2, 0.5, null, null), (result.Images, result.Top1, result.OutputError, result.Agreement));
        Assert.Empty(result.OutputErrors);
    }

    [Fact]
    public void Alone_and_without_labels_or_classes_there_is_nothing_to_measure()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("two.npy"), labelled = LabelledArrays.Save(folder.File("two.npz"), [3, 4, 4, 3], [1, 1], 2, 1, 1);
        NpyWriter.Save(data, (float[])[3, 4, 4, 3], 2, 2, 1, 1);
        RsdtrException labels = Assert.Throws<RsdtrException>(() => NetworkEvaluator.Evaluate(Scores(1, 0, 0, 1), null, data, DataSourceOptions.Default));
        Assert.Equal((DataDiagnostics.NoLabels, data), (labels.Diagnostic.Descriptor, labels.Diagnostic.File));
        OnnxModel map = new GraphBuilder().Input("image", "batch", 2, 1, 1).Node("Relu", ["image"], ["map"]).Output("map", "map").Build();
        RsdtrException classes = Assert.Throws<RsdtrException>(() => NetworkEvaluator.Evaluate(map, null, labelled, DataSourceOptions.Default));
        Assert.Equal(ToolDiagnostics.WrongUsage, classes.Diagnostic.Descriptor);
        Assert.Equal(0, NetworkEvaluator.Evaluate(map, map, labelled, DataSourceOptions.Default).OutputError);
    }

    [Fact]
    public void A_set_of_several_batches_gives_the_figures_that_it_gives_from_memory()
    {
        using TemporaryFolder folder = new();
        const int Count = 600;
        string data = LabelledArrays.Save(
            folder.File("noise.npz"), ModelRunner.Noise(seed: 7, Count * 2), [.. Enumerable.Range(0, Count).Select(i => i % 2)], 2, 1, 1);
        (OnnxModel original, OnnxModel changed) = (Scores(1, 0.25f, 0, 1), Scores(1, 0, 0.5f, 0.75f));
        using InferenceSession before = ModelRunner.Load(original), after = ModelRunner.Load(changed);
        NetworkComparison whole = NetworkComparison.Run(
            before, after, NetworkInputs.FromData(after, data, DataSourceOptions.Default, threads: 1, CancellationToken.None), CancellationToken.None);
        foreach (int threads in (int[])[0, 1])
        {
            Compressor.Evaluation.Evaluation result = NetworkEvaluator.Evaluate(changed, original, data, DataSourceOptions.Default, threads);
            Assert.Equal(
                (Count, whole.Changed.Top1, whole.Changed.Top5, whole.Original.Top1, whole.Agreement, whole.OutputError),
                (result.Images, result.Top1, result.Top5, result.OriginalTop1, result.Agreement, result.OutputError));
        }
    }

    [Fact]
    public void A_set_that_no_array_holds_is_gone_over_all_the_same()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Elsewhere a file without content takes its whole length on the disk.
        }

        // 300,000 x 8,192 numbers, none of them written. Reading stops at once: it has begun, and that is all that is asked.
        using TemporaryFolder folder = new();
        string data = folder.File("vast.npy");
        NpyWriter.Save(data, (float[])[0], 1, 1, 1, 1);
        byte[] header = File.ReadAllBytes(data)[..^sizeof(float)];
        byte[] vast = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(header).Replace("(1, 1, 1, 1)", "(300000, 8192, 1, 1)", StringComparison.Ordinal));
        vast[8] += (byte)(vast.Length - header.Length);
        using (FileStream file = File.Create(data))
        {
            file.Write(vast);
            file.SetLength(vast.Length + (300_000L * 8192 * sizeof(float)));
        }

        OnnxModel network = new GraphBuilder().Input("image", "batch", 8192, 1, 1).Flatten().Output("scores").Build();
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => NetworkEvaluator.Evaluate(network, network, data, DataSourceOptions.Default, threads: 1, stopped.Token));
    }

    [Fact]
    public void The_worst_output_counts_even_where_it_is_not_finite()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("one.npy");
        NpyWriter.Save(data, (float[])[1, 0], 1, 2, 1, 1);
        OnnxModel Network(float numerator) => new GraphBuilder()
            .Input("image", "batch", 2, 1, 1)
            .Weight("numerator", [1], numerator)
            .Node("Div", ["numerator", "image"], ["quotient"]).Node("Identity", ["image"], ["same"])
            .Output("quotient", "quotient").Output("same", "same").Build();

        // 1/0 is infinite, 0/0 is NaN: no finite distance, though the other output is the same.
        Compressor.Evaluation.Evaluation result = NetworkEvaluator.Evaluate(Network(0), Network(1), data, DataSourceOptions.Default, threads: 1);
        Assert.Equal(double.PositiveInfinity, result.OutputError);
        Assert.Equal(0, result.OutputErrors["same"]);
    }

    [Fact]
    public void An_output_that_cannot_be_compared_leaves_the_worst_unknown()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("one.npy");
        NpyWriter.Save(data, (float[])[3, 4], 1, 2, 1, 1);
        OnnxModel Network(float factor)
        {
            GraphBuilder builder = new GraphBuilder().Input("image", "batch", 2, 1, 1).Weight("factor", [1], factor)
                .Node("Mul", ["image", "factor"], ["product"])
                .Node("Cast", ["product"], ["short"], NodeBuilder.Int("to", (long)DataType.Bfloat16))
                .Output("product", "product").Output("short", "short");
            builder.Graph.Output[1].Type.TensorType.ElemType = (int)DataType.Bfloat16;
            return builder.Build();
        }

        Compressor.Evaluation.Evaluation result = NetworkEvaluator.Evaluate(Network(0.5f), Network(1), data, DataSourceOptions.Default, threads: 1);
        Assert.Null(result.OutputError);
        Assert.Equal(0.5, Assert.Single(result.OutputErrors).Value, 6);
    }

    [Fact]
    public void Networks_with_other_inputs_are_not_compared()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("one.npy");
        NpyWriter.Save(data, (float[])[1, 0], 1, 2, 1, 1);
        OnnxModel other = new GraphBuilder().Input("picture", "batch", 2, 1, 1).Flatten().Output("scores").Build();
        RsdtrException exception = Assert.Throws<RsdtrException>(() => NetworkEvaluator.Evaluate(Scores(1, 0, 0, 1), other, data, DataSourceOptions.Default));
        Assert.Equal(ToolDiagnostics.WrongUsage, exception.Diagnostic.Descriptor);
        Assert.Contains("picture", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_an_operator_set_that_ONNX_Runtime_does_not_run_is_evaluated_in_canonical_form()
    {
        using TemporaryFolder folder = new();
        string data = LabelledArrays.Save(folder.File("a.npz"), [1, 0, 0, 1], [0, 1], 2, 1, 1);
        OnnxModel network = Scores(1, 0, 0, 1);
        OnnxModel old = network.Clone();
        old.Proto.OpsetImport.Clear();
        Compressor.Evaluation.Evaluation compared = NetworkEvaluator.Evaluate(old, old, data, DataSourceOptions.Default);
        Assert.Equal((1.0, 1.0, 0.0), (compared.Top1, compared.OriginalTop1, compared.OutputError));
    }

    [Fact]
    public void Labels_that_are_not_its_classes_are_refused_and_left_out_beside_an_original()
    {
        using TemporaryFolder folder = new();
        string data = LabelledArrays.Save(folder.File("from-one.npz"), [1, 0, 0, 1], [1, 2], 2, 1, 1);
        OnnxModel network = Scores(1, 0, 0, 1);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => NetworkEvaluator.Evaluate(network, null, data, DataSourceOptions.Default));
        Assert.Equal((TrainingDiagnostics.LabelOutOfRange, data), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        Assert.StartsWith("has a label 2, and the network has the classes 0 to 1: ", exception.Message, StringComparison.Ordinal);

        // Two outputs can be compared whatever the labels are.
        Compressor.Evaluation.Evaluation compared = NetworkEvaluator.Evaluate(network, network, data, DataSourceOptions.Default);
        Assert.Equal((null, null, 1.0, 0.0), (compared.Top1, compared.OriginalTop1, compared.Agreement, compared.OutputError));
        Assert.StartsWith("has a label 2, and the network has the classes 0 to 1: ", compared.LabelsIgnored, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, null)]
    [InlineData(2, 2, "has a label 2, ")]
    [InlineData(0, 1, "has 1 class folders with images, and the network 2 classes: ")]
    [InlineData(1, 3, "has 3 class folders with images, and the network 2 classes: ")]
    public void A_receipt_counts_all_labels_or_none_and_says_why(int label, int folders, string? fault)
    {
        // Scores of (1, 0) and (0, 1): the classes 0 and 1.
        using InferenceSession network = ModelRunner.Load(Scores(1, 0, 0, 1));
        NetworkInputs inputs = NetworkInputs.Of(network, new DataSet(
            new SampleShape(2, 1, 1), [1, 0, 0, 1], ["a", "b"], [0, label], [.. Enumerable.Range(0, label > 1 ? 0 : folders).Select(index => $"class{index}")]));
        NetworkComparison comparison = NetworkComparison.Run(network, network, inputs, CancellationToken.None);
        Compressor.Reports.Receipt receipt = comparison.ToReceipt(inputs);
        double? right = fault is null ? 1 : null;
        Assert.Equal((right, right, 1.0), (receipt.Top1Before, receipt.Top1After, receipt.Agreement));
        Assert.Equal(fault is null, receipt.LabelsIgnored is null);
        Assert.StartsWith(fault ?? "", receipt.LabelsIgnored ?? "", StringComparison.Ordinal);

        using RememberedOutputs remembered = new(network, mostNumbers: 0);
        NetworkComparison parts = NetworkComparison.RunInParts(remembered, network, inputs, threads: 2, OutputKind.Auto, CancellationToken.None);
        Assert.Equal((right, receipt.LabelsIgnored), (parts.Changed.Top1, parts.LabelFault));
    }

    [Fact]
    public void Data_of_another_shape_is_refused()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("wrong.npy");
        NpyWriter.Save(data, (float[])[1, 0, 2], 1, 3, 1, 1);
        RsdtrException exception = Assert.Throws<RsdtrException>(() => NetworkEvaluator.Evaluate(Scores(1, 0, 0, 1), null, data, DataSourceOptions.Default));
        Assert.Equal(DataDiagnostics.ShapeMismatch, exception.Diagnostic.Descriptor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Part_by_part_figures_are_the_same_on_any_number_of_threads(int count)
    {
        using TemporaryFolder folder = new();
        string data = LabelledArrays.Save(
            folder.File("noise.npz"), ModelRunner.Noise(seed: 6, count * 2), [.. Enumerable.Range(0, count).Select(i => i % 2)], 2, 1, 1);
        using InferenceSession original = ModelRunner.Load(Scores(1, 0.25f, 0, 1));
        using InferenceSession changed = ModelRunner.Load(Scores(1, 0, 0.5f, 0.75f));
        NetworkInputs inputs = NetworkInputs.FromData(changed, data, DataSourceOptions.Default, threads: 1, CancellationToken.None);
        NetworkComparison whole = NetworkComparison.Run(original, changed, inputs, CancellationToken.None);
        using RememberedOutputs remembered = new(original, mostNumbers: 60);
        NetworkComparison one = NetworkComparison.RunInParts(remembered, changed, inputs, threads: 1, OutputKind.Auto, CancellationToken.None);
        NetworkComparison three = NetworkComparison.RunInParts(remembered, changed, inputs, threads: 3, OutputKind.Auto, CancellationToken.None);
        NetworkComparison values = NetworkComparison.RunInParts(remembered, changed, inputs, threads: 3, OutputKind.Values, CancellationToken.None);
        Assert.Equal((null, null, three.OutputError), (values.Agreement, values.Changed.Top1, values.OutputError));
        Assert.Equal(one.OutputError, three.OutputError);
        Assert.Equal(whole.OutputError!.Value, three.OutputError!.Value, 12);
        foreach (NetworkComparison parts in (NetworkComparison[])[one, three])
        {
            Assert.Equal(
                (whole.Agreement, whole.Changed.Top1, whole.Changed.Top5, whole.Original.Top1), (parts.Agreement, parts.Changed.Top1, parts.Changed.Top5, parts.Original.Top1));
        }
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(4, 5)]
    [InlineData(6, 3)]
    public void What_an_original_gave_is_not_computed_again_as_far_as_it_is_remembered(int mostNumbers, int runs)
    {
        using TemporaryFolder folder = new();
        string data = folder.File("three.npy");
        NpyWriter.Save(data, (float[])[3, 4, 4, 3, 1, 2], 3, 2, 1, 1);
        using InferenceSession original = ModelRunner.Load(Scores(1, 0, 0, 1));
        using InferenceSession changed = ModelRunner.Load(Scores(1, 0, 0, 0.25f));
        NetworkInputs inputs = NetworkInputs.FromData(changed, data, DataSourceOptions.Default, threads: 1, CancellationToken.None);
        using RememberedOutputs remembered = new(original, mostNumbers);
        double?[] errors = [.. Enumerable.Range(0, 3).Select(_ => NetworkComparison.RunInParts(remembered, changed, inputs, threads: 1, OutputKind.Auto, CancellationToken.None).OutputError)];
        // Two scores an image: what is left out runs three times, the others once.
        Assert.Equal(runs, remembered.Runs);
        // The differences are 3, 2.25 and 1.5, the energy of the original 25 + 25 + 5.
        Assert.All(errors, error => Assert.Equal(Math.Sqrt((9 + (2.25 * 2.25) + (1.5 * 1.5)) / 55), error!.Value, 6));
    }

    // A 1x1 convolution of two channels, as scores [batch, 2].
    private static OnnxModel Scores(params float[] weight) => new GraphBuilder()
        .Input("image", "batch", 2, 1, 1)
        .Weight("w", [2, 2, 1, 1], weight)
        .Node("Conv", ["image", "w"]).Flatten()
        .Output("scores").Build();
}
