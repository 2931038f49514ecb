using RsdtrEdge.Compressor.Evaluation;
using RsdtrEdge.Compressor.Layers;
using RsdtrEdge.Compressor.LinearAlgebra;
using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Rewriting;
using RsdtrEdge.Compressor.Shapes;

namespace RsdtrEdge.Compressor.Calibration.Stepping;

/// <summary>
/// Walks an original and a compressed network through calibration inputs side by side, once, layer by layer in the order of execution. At
/// each layer the fit sees what the compressed network so far really gives the layer and what the original makes of its own; what
/// it returns is what the layers behind are fed with.
/// </summary>
/// <remarks>Zhang, Zou, He and Sun, "Accelerating very deep convolutional networks for classification and detection", arXiv 1505.06798, section 3.3.</remarks>
internal static class SequentialCalibration
{
    /// <summary>Runs from the first layer to the last that wants samples.</summary>
    /// <param name="original">The canonical network.</param>
    /// <param name="layers">Its layers; those that cannot be factorized, or want no samples, run as they are.</param>
    /// <param name="inputs">What both networks are fed: all, or fewer, spread evenly, where memory bounds them.</param>
    /// <param name="seed">The seed of the samples' positions.</param>
    /// <param name="refit">Fits the layers.</param>
    /// <param name="compressed">Where the compressed network begins: the same nodes with other kernels and biases; null: the original.</param>
    /// <param name="progress">Hears how many of the layers that want samples are done, and of how many.</param>
    /// <param name="cancellation">Stops the runs.</param>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">A part of the network cannot be run alone (RSDTR1008, RSDTR4003).</exception>
    /// <exception cref="ArgumentException">A projection is missing, or does not fit its layer.</exception>
    public static void Run(
        OnnxModel original, IReadOnlyList<NetworkLayer> layers, NetworkInputs inputs, int seed, ILayerRefit refit,
        OnnxModel? compressed = null, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        int[] indices = [.. Enumerable.Range(0, layers.Count).Where(index => layers[index].Shape is not null && refit.WantsSamples(index))];
        NetworkLayer[] stops = [.. indices.Select(index => layers[index])];
        if (stops.Length == 0 || inputs.Count == 0)
        {
            return;
        }

        ShapeTable shapes = ShapeInference.Infer(original, new ShapeInferenceOptions { OpenBatch = 1 }, cancellation);
        int count = SteppingMemory.InputsWithin(SteppingMemory.BytesPerInput(original, stops, shapes, inputs, cancellation), inputs.Count);
        NetworkInputs taken = inputs.Take(count);
        using SteppedNetwork reference = new(original, stops, taken, count);
        using SteppedNetwork changed = new(compressed ?? original, stops, taken, count);
        for (int stop = 0; stop < stops.Length; stop++)
        {
            reference.AdvanceTo(stop, cancellation);
            changed.AdvanceTo(stop, cancellation);
            bool isCentred = ConvolutionRewriter.CanShiftBias(original.Graph, stops[stop].Weight);
            Matrix? projection = refit.Projection(indices[stop]);
            CrossMoments moments = StepSamples.Gather(reference, changed, stops[stop], seed, isCentred, projection, cancellation);
            bool isRectified = moments.Count > 0 && reference.Sampled.Any(node => node.RectifiedBias is not null);
            if (refit.Refit(indices[stop], moments, isDraft: isRectified) is { } fitted)
            {
                if (isRectified)
                {
                    moments = StepSamples.Gather(reference, changed, stops[stop], seed, isCentred, projection, cancellation, (fitted, moments));
                    fitted = refit.Refit(indices[stop], moments, isDraft: false) ?? fitted;
                }

                changed.SetKernel(stop, fitted.Kernel, fitted.BiasShift);
            }

            progress?.Invoke(stop + 1, stops.Length);
        }
    }
}
