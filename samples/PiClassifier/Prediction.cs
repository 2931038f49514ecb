using System.Globalization;

namespace RsdtrEdge.Samples.PiClassifier;

/// <summary>What a network takes an image for.</summary>
/// <param name="ClassName">The most probable class, by its name or number.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
internal sealed record Prediction(string ClassName, double Probability)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ClassName} {Probability:P1}");
}
