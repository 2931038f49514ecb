using RsdtrEdge.Compressor.Onnx;
using RsdtrEdge.Compressor.Shapes;
using RsdtrEdge.Compressor.Training.Engine;
using RsdtrEdge.Compressor.Training.Graphs;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>The images of every step: noise, since what a step takes does not depend on what is in them.</summary>
internal static class StepBatch
{
    private const int Seed = 1;

    /// <summary>Draws the images and labels for a network, the same in every process.</summary>
    /// <param name="network">The network, with one output, class scores.</param>
    public static TrainingBatch Of(OnnxModel network)
    {
        TrainingNetwork source = TrainingNetwork.Of(network);
        (OnnxModel model, ShapeTable shapes) = source.ForBatch(StepSettings.Batch);
        long classes = shapes[model.Graph.Outputs.Single().Name]!.TryGetSizes()![1];
        float[] images = SeededInput.Normal((int)source.ImageShape.Aggregate((long)StepSettings.Batch, (product, size) => product * size), Seed);
        return new TrainingBatch(images, [.. Enumerable.Range(0, StepSettings.Batch).Select(image => image % classes)]);
    }
}
