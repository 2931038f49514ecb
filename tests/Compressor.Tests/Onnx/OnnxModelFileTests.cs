using System.Text;
using Google.Protobuf;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Compressor.Tests.Onnx;

public sealed class OnnxModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named()
    {
        RsdtrException error = Expect.Error(
            ModelDiagnostics.FileUnreadable, () => OnnxModelFile.Load(_folder.File("absent.onnx")), "does not exist");
        Assert.Equal(_folder.File("absent.onnx"), error.Diagnostic.File);
    }

    [Fact]
    public void A_folder_is_no_model() =>
        Expect.Error(ModelDiagnostics.FileUnreadable, () => OnnxModelFile.Load(_folder.Path));

    [Fact]
    public void An_empty_file_is_no_model() =>
        Expect.Error(ModelDiagnostics.NotAModel, () => OnnxModelFile.Load(_folder.Write("empty.onnx", [])), "0 bytes");

    [Theory]
    [InlineData("This is not a model.\n")]
    [InlineData("h1")] // parses as an unknown field
    [InlineData(":\0")] // parses as a model with an empty graph
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1093979\n")]
    public void Text_is_no_model(string text) =>
        Expect.Error(ModelDiagnostics.NotAModel, () => OnnxModelFile.Load(_folder.Write("text.onnx", Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void A_pointer_of_Git_LFS_is_called_one()
    {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"u8.ToArray();
        Expect.Error(ModelDiagnostics.NotAModel, () => OnnxModelFile.Load(_folder.Write("pointer.onnx", pointer)), "is a Git LFS pointer in place of the model: run git lfs pull");
    }

    [Fact]
    public void A_model_cut_off_anywhere_gives_a_coded_error()
    {
        byte[] whole = Small().ToBytes();
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.onnx", whole.AsSpan(0, length));
            RsdtrException error = Assert.Throws<RsdtrException>(() => OnnxModelFile.Load(path));
            Assert.Equal(path, error.Diagnostic.File);
        }
    }

    [Fact]
    public void A_damaged_model_loads_or_gives_a_coded_error()
    {
        byte[] whole = Small().ToBytes();
        Random random = new(7);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                OnnxModelFile.Load(_folder.Write("damaged.onnx", damaged));
            }
            catch (RsdtrException error)
            {
                Assert.StartsWith("RSDTR10", error.Diagnostic.Descriptor.Id, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_model_that_imports_no_operator_set_is_taken_as_cut_off_unless_it_is_old()
    {
        GraphBuilder builder = Small();
        builder.Proto.OpsetImport.Clear();
        Expect.Error(ModelDiagnostics.NotAModel, () => Load(builder.Proto), "IR version 7");
        builder.Proto.IrVersion = 1;
        Assert.Equal(1, Load(builder.Proto).OpsetVersion());
        Assert.Null(Load(builder.Proto).OpsetVersion("com.example"));
    }

    [Fact]
    public void A_cycle_is_told_with_node_and_value()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1, 3)
            .Node("Add", ["x", "b"], ["a"]).Node("Relu", ["a"], ["b"]).Output("b");
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "cycle", "add1", "'a'");
    }

    [Fact]
    public void A_node_that_reads_its_own_output_is_a_cycle() =>
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(new GraphBuilder().Input("x", 1).Node("Add", ["x", "y"], ["y"]).Output("y").Proto), "cycle");

    [Fact]
    public void A_value_produced_twice_is_told_with_both_nodes()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1).Node("Relu", ["x"], ["y"]).Node("Tanh", ["x"], ["y"]).Output("y");
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'y'", "relu1", "tanh1");
    }

    [Fact]
    public void A_value_that_is_input_and_output_of_a_node_is_told()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1).Input("y", 1).Node("Relu", ["x"], ["y"]).Output("y");
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'y'", "relu1");
    }

    [Fact]
    public void A_value_that_nobody_produces_is_told_with_its_reader()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1).Node("Add", ["x", "ghost"], ["y"]).Output("y");
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'ghost'", "add1");
    }

    [Fact]
    public void An_output_that_nobody_produces_is_told()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1).Node("Relu");
        builder.Graph.Output.Add(GraphBuilder.ValueInfo("ghost", 1));
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'ghost'");
    }

    [Fact]
    public void Two_initializers_of_one_name_are_told()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 2).Weight("w", [2], 1, 2).Weight("w", [2], 3, 4).Node("Add", ["x", "w"]).Output("y");
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'w'");
    }

    [Fact]
    public void An_initializer_that_is_also_an_input_is_one_value()
    {
        GraphBuilder builder = new GraphBuilder(irVersion: 3).Input("x", 2).Input("w", 2).Weight("w", [2], 1, 2).Node("Add", ["x", "w"]).Output("y");
        OnnxModel model = Load(builder.Proto);
        Assert.Equal("x", Assert.Single(model.Graph.Inputs).Name);
        Assert.Equal(2, model.Proto.Graph.Input.Count);
    }

    [Fact]
    public void Unsorted_nodes_are_sorted_and_keep_their_order_otherwise()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 1)
            .Node("Tanh", ["c"], ["d"]).Node("Relu", ["x"], ["a"]).Node("Exp", ["x"], ["b"]).Node("Add", ["a", "b"], ["c"]).Node("Neg", ["x"], ["e"]).Output("d");
        Assert.Equal(["relu1", "exp1", "add1", "tanh1", "neg1"], Load(builder.Proto).Proto.Graph.Node.Select(node => node.Name));
    }

    [Fact]
    public void What_a_subgraph_captures_orders_the_node_that_holds_it()
    {
        GraphBuilder builder = new GraphBuilder().Input("condition").Input("x", 1);
        builder.Node("If", ["condition"], ["y"], NodeBuilder.Graph("then_branch", Branch("late")), NodeBuilder.Graph("else_branch", Branch("x")));
        builder.Node("Relu", ["x"], ["late"]).Output("y");
        OnnxModel model = Load(builder.Proto);
        Assert.Equal(["Relu", "If"], model.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal("If", Assert.Single(model.Graph.Consumers("late")).OpType);

        builder.Proto.Graph.Node[0].Attribute[0].G.Node[0].Input[0] = "ghost";
        Expect.Error(ModelDiagnostics.MalformedGraph, () => Load(builder.Proto), "'ghost'");
    }

    [Theory]
    [InlineData(new long[] { -1, 3 }, "-1")]
    [InlineData(new long[] { long.MaxValue, long.MaxValue }, "2^63")]
    [InlineData(new long[] { 1L << 61 }, "2^63")]
    [InlineData(new long[] { 1L << 40 }, "needs 4398046511104 bytes")]
    [InlineData(new long[] { 3 }, "needs 12 bytes", "holds 8")]
    [InlineData(new long[] { }, "needs 4 bytes", "holds 8")]
    public void A_tensor_whose_data_does_not_fit_its_shape_is_refused_at_once(long[] dims, params string[] fragments)
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 2).Weight("w", [2], 1, 2).Node("Add", ["x", "w"]).Output("y");
        builder.Graph.Initializer[0].Dims.Clear();
        builder.Graph.Initializer[0].Dims.AddRange(dims);
        Expect.Error(ModelDiagnostics.MalformedTensor, () => Load(builder.Proto), [.. fragments, "initializer 'w'"]);
    }

    [Fact]
    public void A_zero_dimension_makes_a_tensor_empty_whatever_the_others_are()
    {
        GraphBuilder builder = new GraphBuilder().Input("x", 2).Weight("w", [0]).Node("Relu").Output("y");
        builder.Graph.Initializer[0].Dims.Clear();
        builder.Graph.Initializer[0].Dims.AddRange([long.MaxValue, long.MaxValue, 0]);
        Assert.NotNull(Load(builder.Proto));
    }

    [Fact]
    public void Subgraphs_nested_beyond_reason_give_a_coded_error()
    {
        GraphProto graph = Branch("x");
        for (int depth = 0; depth < 200; depth++)
        {
            GraphProto outer = new() { Name = "outer" };
            outer.Node.Add(NodeBuilder.Node("If", "", ["x"], ["y"], NodeBuilder.Graph("then_branch", graph)));
            graph = outer;
        }

        ModelProto model = new() { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        Expect.Error(ModelDiagnostics.NotAModel, () => Load(model));
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes()
    {
        byte[] bytes = Small().ToBytes();
        OnnxModel model = OnnxModelFile.Load(_folder.Write("model.onnx", bytes));
        SourceHasher hasher = new();

        // The published value for no input at all.
        Assert.Equal("99aa06d3014798d86001c324468d497f", hasher.ToHex());
        hasher.Append(bytes);
        Assert.Equal(hasher.ToHex(), model.SourceHash);
        Assert.Equal(_folder.File("model.onnx"), model.SourcePath);
    }

    [Fact]
    public void Saving_replaces_a_file_and_leaves_nothing_else()
    {
        string path = _folder.Write("model.onnx", [1, 2, 3]);
        OnnxModel model = Small().Build();
        OnnxModelFile.Save(model, path);
        Assert.Equal(model.Proto, OnnxModelFile.Load(path).Proto);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        OnnxModelFile.Save(Small().Build(), _folder.File("a.onnx"));
        OnnxModelFile.Save(Small().Build().Clone(), _folder.File("b.onnx"));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.onnx")), File.ReadAllBytes(_folder.File("b.onnx")));
    }

    [Fact]
    public void An_unchanged_model_is_copied_byte_for_byte()
    {
        // Fields out of order are valid and read alike, but protobuf would write them in order.
        byte[] unordered = [.. Small().ToBytes(), .. new ModelProto { DocString = "later" }.ToByteArray()];
        string source = _folder.Write("source.onnx", unordered);
        OnnxModelFile.CopyUnchanged(OnnxModelFile.Load(source), source, _folder.File("copy.onnx"));
        Assert.Equal(unordered, File.ReadAllBytes(_folder.File("copy.onnx")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_was_replaced_since_it_was_loaded_is_not_copied(bool isThere)
    {
        string source = _folder.Write("source.onnx", Small().ToBytes());
        OnnxModel loaded = OnnxModelFile.Load(source);
        File.Delete(source);
        if (isThere)
        {
            _folder.Write("source.onnx", new GraphBuilder().Input("x", 1).Node("Relu").Output("y").ToBytes());
        }

        OnnxModelFile.CopyUnchanged(loaded, source, _folder.File("copy.onnx"));
        Assert.Equal(loaded.Proto, OnnxModelFile.Load(_folder.File("copy.onnx")).Proto);
    }

    [Fact]
    public void An_output_in_a_folder_that_does_not_exist_is_refused() =>
        Expect.Error(ToolDiagnostics.OutputUnwritable, () => OnnxModelFile.Save(Small().Build(), _folder.File("absent/model.onnx")), "does not exist");

    [Fact]
    public void An_output_that_is_a_folder_is_refused_and_leaves_nothing()
    {
        Directory.CreateDirectory(_folder.File("taken"));
        Expect.Error(ToolDiagnostics.OutputUnwritable, () => OnnxModelFile.Save(Small().Build(), _folder.File("taken")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_model_of_more_than_2_GiB_cannot_be_saved()
    {
        // 3 tensors share one buffer of 800 MB in memory, but each would be written.
        ByteString buffer = UnsafeByteOperations.UnsafeWrap(new byte[800_000_000]);
        GraphBuilder builder = new GraphBuilder().Input("x", 1).Node("Relu").Output("y");
        for (int index = 0; index < 3; index++)
        {
            TensorProto tensor = new() { Name = $"w{index}", DataType = (int)TensorProto.Types.DataType.Uint8, RawData = buffer };
            tensor.Dims.Add(buffer.Length);
            builder.Graph.Initializer.Add(tensor);
        }

        Expect.Error(ModelDiagnostics.ModelTooLarge, () => OnnxModelFile.Save(builder.Proto, _folder.File("large.onnx")), "2 GiB");
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_of_more_than_2_GiB_is_refused_unread()
    {
        using (FileStream sparse = File.Create(_folder.File("large.onnx")))
        {
            sparse.SetLength(3L << 30);
        }

        Expect.Error(ModelDiagnostics.ModelTooLarge, () => OnnxModelFile.Load(_folder.File("large.onnx")), "3221225472 bytes");
    }

    [Fact]
    public void Loading_can_be_cancelled()
    {
        string path = _folder.Write("model.onnx", Small().ToBytes());
        Assert.Throws<OperationCanceledException>(() => OnnxModelFile.Load(path, new CancellationToken(canceled: true)));
    }

    private static GraphBuilder Small() =>
        new GraphBuilder().Input("x", 1, 2, 5, 5).Conv(3, 3, pads: 1).BatchNormalization().Relu().GlobalAveragePool().Flatten().Gemm(3, 2).Output("y");

    private static GraphProto Branch(string reads)
    {
        GraphProto branch = new() { Name = "branch" };
        branch.Node.Add(NodeBuilder.Node("Identity", "inner", [reads], ["result"]));
        branch.Output.Add(new ValueInfoProto { Name = "result" });
        return branch;
    }

    private OnnxModel Load(ModelProto model) => OnnxModelFile.Load(_folder.Write("case.onnx", model.ToByteArray()));
}
