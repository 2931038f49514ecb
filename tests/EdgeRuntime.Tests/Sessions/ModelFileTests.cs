using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Sessions;

/// <summary>Models from files that are read or mapped into memory.</summary>
public sealed class ModelFileTests : IDisposable
{
    private static readonly SessionOptions s_mapped = new() { MapsModelFile = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mapped_model_computes_what_the_graph_says_and_its_file_is_let_go_of()
    {
        string path = _folder.AddBytes("affine.onnx", TinyModel.Affine());
        using InferenceSession session = InferenceSession.Load(path, s_mapped);
        AssertAffine(session);
        AssertMapped(path, isMapped: false);
    }

    [Fact]
    public void A_file_in_the_runtimes_own_format_stays_mapped_as_long_as_the_session_lives()
    {
        string path = OwnFormat();
        using (InferenceSession read = InferenceSession.Load(path))
        {
            AssertAffine(read);
            AssertMapped(path, isMapped: false);
        }

        InferenceSession session = InferenceSession.Load(path, s_mapped);
        AssertMapped(path, isMapped: true);
        AssertAffine(session);
        session.Dispose();
        AssertMapped(path, isMapped: false);
    }

    [Fact]
    public void A_link_is_mapped_as_the_file_that_it_names()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // A link takes a right there that not every user has.
        }

        string link = _folder.File("linked.ort");
        File.CreateSymbolicLink(link, OwnFormat());
        using InferenceSession session = InferenceSession.Load(link, s_mapped);
        AssertAffine(session);
    }

    [SharedFact]
    public void A_network_in_the_runtimes_own_format_computes_from_the_mapping_what_it_computes_from_its_file()
    {
        string source = RepositoryLayout.Shared("models", "cifar10-resnet20.onnx"), path = _folder.File("resnet20.ort");
        using (InferenceSession.Load(source, new SessionOptions { OptimizedModelPath = path, Optimization = GraphOptimization.Basic }))
        {
        }

        using InferenceSession original = InferenceSession.Load(source), mapped = InferenceSession.Load(path, s_mapped);
        using Tensor images = Tensor.Create<float>(SeededInput.Normal(3 * 32 * 32, seed: 1), 1, 3, 32, 32);
        Dictionary<string, Tensor> inputs = new() { ["image"] = images };
        using TensorSet expected = original.Run(inputs), actual = mapped.Run(inputs);
        foreach ((float left, float right) in expected["logits"].ToArray<float>().Zip(actual["logits"].ToArray<float>()))
        {
            Assert.Equal(left, right, 1e-4f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void External_tensor_data_is_found_beside_the_file(bool maps)
    {
        _folder.AddBytes("scale.data", BitConverter.GetBytes(4f));
        string path = _folder.AddBytes("external.onnx", new TinyModel()
            .ExternalInitializer("scale", "scale.data", 4, 1)
            .Node("Mul", ["x", "scale"], ["y"])
            .Input("x", TensorElementType.Float, "2").Output("y", TensorElementType.Float, "2")
            .ToArray());
        using InferenceSession session = InferenceSession.Load(path, new SessionOptions { MapsModelFile = maps });
        using Tensor x = Tensor.Create<float>([1, 2], 2);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
        Assert.Equal([4f, 8], outputs["y"].ToArray<float>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void External_tensor_data_that_is_missing_or_too_short_is_told_as_such(int? length)
    {
        if (length is { } bytes)
        {
            _folder.AddBytes("scale.data", new byte[bytes]);
        }

        string path = _folder.AddBytes("external.onnx", new TinyModel()
            .ExternalInitializer("scale", "scale.data", 4, 1)
            .Node("Mul", ["x", "scale"], ["y"])
            .Input("x", TensorElementType.Float, "2").Output("y", TensorElementType.Float, "2")
            .ToArray());
        RsdtrException exception = Assert.Throws<RsdtrException>(() => InferenceSession.Load(path).Dispose());
        Assert.True(exception.Diagnostic.Descriptor == ModelDiagnostics.ExternalDataMissing, exception.Message);
    }

    [Fact]
    public void Files_that_cannot_be_mapped_or_are_no_model_are_told_by_their_codes()
    {
        Assert.Equal(ModelDiagnostics.FileUnreadable, Failure(_folder.File("absent.onnx")));
        Assert.Equal(ModelDiagnostics.NotAModel, Failure(_folder.AddBytes("empty.onnx")));
        Assert.Equal(ModelDiagnostics.NotAModel, Failure(_folder.AddBytes("cut.onnx", TinyModel.Affine()[..^20])));
        Assert.Equal(ModelDiagnostics.NotAModel, Failure(_folder.AddBytes("short.onnx", 1, 2, 3)));

        static DiagnosticDescriptor Failure(string path) => Assert.Throws<RsdtrException>(() => InferenceSession.Load(path, s_mapped)).Diagnostic.Descriptor;
    }

    [Fact]
    public void A_pointer_of_Git_LFS_is_called_one()
    {
        string path = _folder.AddBytes("pointer.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1093979\n"u8.ToArray());
        RsdtrException exception = Assert.Throws<RsdtrException>(() => InferenceSession.Load(path, s_mapped));
        Assert.Equal((ModelDiagnostics.NotAModel, path), (exception.Diagnostic.Descriptor, exception.Diagnostic.File));
        Assert.Contains("is a Git LFS pointer in place of the model: run git lfs pull", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_may_be_reused_are_not_used_in_place()
    {
        byte[] bytes = File.ReadAllBytes(OwnFormat());
        SessionOptions inPlace = new() { ConfigEntries = new Dictionary<string, string> { ["session.use_ort_model_bytes_directly"] = "1" } };
        Assert.Throws<ArgumentException>(() => InferenceSession.Load(bytes, inPlace));
        using InferenceSession session = InferenceSession.Load(bytes);
        bytes.AsSpan().Clear();
        AssertAffine(session);
    }

    [Fact]
    public void A_profile_names_the_operators_and_is_written_once()
    {
        using InferenceSession session = InferenceSession.Load(
            TinyModel.Affine(), new SessionOptions { ProfilePrefix = _folder.File("profile"), Optimization = GraphOptimization.None });
        AssertAffine(session);
        string file = session.EndProfiling();
        Assert.StartsWith(_folder.File("profile"), file, StringComparison.Ordinal);
        string text = File.ReadAllText(file);
        Assert.Contains("\"Mul\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Add\"", text, StringComparison.Ordinal);
        Assert.Equal(file, session.EndProfiling());
        AssertAffine(session);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.EndProfiling());
        using InferenceSession other = InferenceSession.Load(TinyModel.Affine());
        Assert.Throws<InvalidOperationException>(() => other.EndProfiling());
    }

    private static void AssertAffine(InferenceSession session)
    {
        using Tensor x = Tensor.Create<float>([1, 2], 1, 2);
        using TensorSet outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = x });
        Assert.Equal([3f, 5], outputs["y"].ToArray<float>());
    }

    private static void AssertMapped(string path, bool isMapped)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(isMapped, File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal));
        }
    }

    private string OwnFormat()
    {
        string path = _folder.File("affine.ort");
        using (InferenceSession.Load(TinyModel.Affine(), new SessionOptions { OptimizedModelPath = path, Optimization = GraphOptimization.Basic }))
        {
        }

        Assert.Equal("ORTM"u8, File.ReadAllBytes(path).AsSpan(4, 4));
        return path;
    }
}
