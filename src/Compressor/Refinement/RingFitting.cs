using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Moves the cores of a ring to a smaller error: alternating least squares, core after core. No step raises the error.
/// With r1 fixed a ring is a chain C | i | j T; the input core and the output core have a part for each r1, the spatial cores are
/// shared by all.
/// </summary>
internal static class RingFitting
{
    private const int Sweeps = 25;

    // A sweep that gains less than this part of the error is the last one.
    private const double LeastGain = 0.0005;

    /// <summary>Fits the cores, starting from given ones.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="ring">The ring; its ranks stay.</param>
    /// <param name="cancellation">Stops between two cores.</param>
    /// <returns>The ring and its error E.</returns>
    public static (TensorRingKernel Ring, double SquaredError) Fit(FittingTarget target, TensorRingKernel ring, CancellationToken cancellation)
    {
        OrderedTarget ordered = target.InOrder(columnsFirst: false);
        double error = target.SquaredError([.. ring.Reconstruct().Select(number => (float)number)]);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            RingStages stages = new(ring);
            stages.FitOutputs(ordered);
            cancellation.ThrowIfCancellationRequested();
            stages.FitChannels(ordered);
            cancellation.ThrowIfCancellationRequested();
            stages.FitRows(ordered);
            stages.FitColumns(ordered);
            cancellation.ThrowIfCancellationRequested();
            stages.FitOutputs(ordered);
            double moved = ordered.SquaredError(stages.Product());
            if (!(moved < error))
            {
                break;
            }

            bool isLast = error - moved <= LeastGain * error;
            (ring, error) = (stages.ToRing(), moved);
            if (isLast)
            {
                break;
            }
        }

        return (ring, error);
    }

    /// <summary>A ring with the best output core behind its other cores.</summary>
    public static TensorRingKernel WithBestOutputs(FittingTarget target, TensorRingKernel ring)
    {
        RingStages stages = new(ring);
        stages.FitOutputs(target.InOrder(columnsFirst: false));
        return stages.ToRing();
    }

    /// <summary>E of a ring with the best output core behind its other cores.</summary>
    public static double ErrorWithBestOutputs(FittingTarget target, TensorRingKernel ring)
    {
        OrderedTarget ordered = target.InOrder(columnsFirst: false);
        double[] errors = LastStage.Errors(ordered, new RingStages(ring).BeforeOutputs());
        return errors[^1];
    }
}
