namespace RsdtrEdge.Compressor.Shapes;

/// <summary>What shape inference may assume of the inputs.</summary>
internal sealed record ShapeInferenceOptions
{
    /// <summary>
    /// The size taken for the first dimension of inputs that leave it open, in the field's terms the batch; null leaves it open.
    /// Named dimensions that it sets have the same size wherever the name occurs.
    /// </summary>
    public long? OpenBatch { get; init; }

    /// <summary>Shapes of inputs that replace the declared ones, by name.</summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes { get; init; } = new Dictionary<string, TensorShape>();
}
