namespace RsdtrEdge.Compressor.Evaluation;

/// <summary>What a network's outputs are taken for.</summary>
public enum OutputKind
{
    /// <summary>Class scores where the network has one output of that form, [images, classes] with two classes or more; else values.</summary>
    Auto,

    /// <summary>Class scores: the first output is a row of them for each image.</summary>
    Scores,

    /// <summary>Values: coordinates, embeddings, measures, of which none is a class.</summary>
    Values,
}
