using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Onnx.Proto;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>Convolutions of ONNX by PyTorch's.</summary>
internal static class TorchConvolution
{
    /// <summary>Runs a node.</summary>
    /// <param name="node">A Conv of images.</param>
    /// <param name="x">Images, kernel and, where there is one, bias.</param>
    /// <exception cref="NotSupportedException">Its padding is not given in numbers.</exception>
    public static Tensor Run(NodeProto node, Tensor[] x)
    {
        if (node.GetString("auto_pad", "NOTSET") != "NOTSET")
        {
            throw new NotSupportedException("padding is given in numbers here");
        }

        Tensor images = x[0];
        long[] pads = node.GetInts("pads") ?? [0, 0, 0, 0];
        if (pads[0] != pads[2] || pads[1] != pads[3])
        {
            // PyTorch's own has the same padding at both ends.
            images = Pad(images, [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]);
            pads = [0, 0];
        }

        return functional.conv2d(
            images, x[1], x.ElementAtOrDefault(2), node.GetInts("strides") ?? [1, 1], [pads[0], pads[1]], node.GetInts("dilations") ?? [1, 1], node.GetInt("group", 1));
    }

    /// <summary>Puts zeros around a value.</summary>
    /// <param name="x">The value.</param>
    /// <param name="pads">As ONNX gives them: the beginnings of all axes, then the ends. PyTorch takes pairs from the last axis on.</param>
    public static Tensor Pad(Tensor x, long[] pads)
    {
        int axes = pads.Length / 2;
        return functional.pad(x, (long[])[.. Enumerable.Range(0, axes).Reverse().SelectMany(axis => (long[])[pads[axis], pads[axes + axis]])]);
    }
}
