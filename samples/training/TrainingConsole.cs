using System.Globalization;
using RsdtrEdge.Compressor.Training;

namespace RsdtrEdge.Samples.Training;

/// <summary>A line for each epoch.</summary>
internal sealed class TrainingConsole : IProgress<FineTuningProgress>
{
    /// <inheritdoc/>
    public void Report(FineTuningProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"epoch {epoch.Epoch} of {value.Epochs}: loss {epoch.Loss:F4}, held-out top-1 {epoch.HeldOut.Top1:P2}, {epoch.ImagesPerSecond:F0} images/s{(value.Left is { } left ? $", {left.TotalMinutes:F0} min left" : "")}"));
        }
    }
}
