using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Onnx;

/// <summary>Models that people run: reading and writing them changes not one byte.</summary>
public sealed class SharedModelTests
{
    public static TheoryData<string> Models =>
    [
        "cifar10-resnet20.onnx", "cifar10-resnet20-bn.onnx", "cifar10-resnet32.onnx", "cifar10-resnet56.onnx",
        "ultraface-rfb-320.onnx", "fastestdet.onnx", "super-resolution-espcn.onnx",
    ];

    [SharedTheory]
    [MemberData(nameof(Models))]
    public void Loading_and_saving_gives_the_same_bytes(string name)
    {
        using TemporaryFolder folder = new();
        string source = RepositoryLayout.Shared("models", name);
        string copy = folder.File("copy.onnx");
        OnnxModelFile.Save(OnnxModelFile.Load(source), copy);
        Assert.True(File.ReadAllBytes(source).AsSpan().SequenceEqual(File.ReadAllBytes(copy)));
        Assert.Equal([copy], Directory.GetFiles(folder.Path));
    }
}
