using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using RsdtrEdge.Benchmarks.Accuracy;
using RsdtrEdge.Benchmarks.FineTuning;
using RsdtrEdge.Benchmarks.TrainedNetworks;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Tests.Building;
using RsdtrEdge.Runtime.Imaging;
using RsdtrEdge.Runtime.Imaging.Png;

namespace RsdtrEdge.Benchmarks.Tests.TrainedNetworks;

/// <summary>The steps of the long run with the tool itself, on a few grey images of ten classes.</summary>
public sealed class ScratchStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_is_trained_folded_and_judged_once()
    {
        string shared = _folder.File("shared");
        Archive(Path.Combine(shared, "data", "cifar10-jpeg-train.tar.gz"), "train", imagesPerClass: 8);
        Archive(Path.Combine(shared, "data", "cifar10-jpeg-test.tar.gz"), "test", imagesPerClass: 2);
        TrainedNetworksOptions options = TrainedNetworksOptions.Parse(["--shared", shared, "--rows", "resnet18-w2", "--epochs", "1", "--work", _folder.File("work")]);

        (ScratchTraining first, string told) = Run(options);
        Assert.Null(first.Failure);
        Assert.EndsWith($"resnet18-w2: training from random weights{Environment.NewLine}", told, StringComparison.Ordinal);
        // The kernels of width 64 have 11,157,504 numbers without the first, which has 27 for each of its channels; 4,800 channels of width 64; 16 numbers and a bias for each class.
        Assert.Equal((11_157_504 / 1024) + 54 + (4_800 / 32) + 170, first.Cost!.Value.Parameters);
        Assert.InRange(first.Top1!.Value, 0, 1);
        Assert.Single(first.Training!.Curve);
        OnnxModel folded = OnnxModelFile.Load(first.Model!.File);
        Assert.DoesNotContain(folded.Proto.Graph.Node, node => node.OpType == "BatchNormalization");
        Assert.Empty(folded.Proto.MetadataProps);

        (ScratchTraining second, told) = Run(options);
        Assert.EndsWith($"is there{Environment.NewLine}", told, StringComparison.Ordinal);
        Assert.Equal((first.Top1, first.Cost, first.Model), (second.Top1, second.Cost, second.Model));
    }

    private static (ScratchTraining Training, string Told) Run(TrainedNetworksOptions options)
    {
        using StringWriter progress = new();
        StepRunner runner = new(new SubjectData(options.Shared, options.Work!), options.Shared, options.Work!, options.Seed, progress, CancellationToken.None);
        return (new ScratchSteps(options, runner).Run(Assert.Single(options.Networks)), progress.ToString());
    }

    // Each class is a grey of its own.
    private static void Archive(string path, string root, int imagesPerClass)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using GZipStream stream = new(File.Create(path), CompressionLevel.Fastest);
        using TarWriter writer = new(stream);
        for (int label = 0; label < TrainedNetwork.Classes; label++)
        {
            for (int image = 0; image < imagesPerClass; image++)
            {
                RgbImage grey = new(TrainedNetwork.Side, TrainedNetwork.Side);
                grey.Samples.Fill((byte)((20 * label) + image));
                MemoryStream content = new();
                PngEncoder.Write(content, grey);
                content.Position = 0;
                string name = string.Create(CultureInfo.InvariantCulture, $"{root}/class{label}/{image:D4}.png");
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
            }
        }
    }
}
