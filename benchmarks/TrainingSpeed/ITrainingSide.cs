namespace RsdtrEdge.Benchmarks.TrainingSpeed;

/// <summary>One of two that train the same network with the same images, from the same weights.</summary>
internal interface ITrainingSide : IDisposable
{
    /// <summary>Runs steps.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">They failed; the message says how.</exception>
    StepBlock Run(int count);
}
