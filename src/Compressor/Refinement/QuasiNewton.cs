using RsdtrEdge.Compressor.LinearAlgebra;

namespace RsdtrEdge.Compressor.Refinement;

/// <summary>
/// Minimizes a smooth function by limited-memory BFGS with a preconditioner for its first matrix. No step raises the function. Source:
/// Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 7.5.
/// </summary>
internal static class QuasiNewton
{
    private const int Memory = 12;

    // The decrease that a step must bring, as a part of what the slope promises, and how often a step is shortened for it.
    private const double Decrease = 1e-4;
    private const int MostCuts = 12;

    // What the slope must rise by along a step, as a part of it.
    private const double LeastRise = 1e-8;

    // A preconditioner is renewed after so many steps.
    private const int Renewal = 25;

    // The last steps, which must gain together.
    private const int Window = 10;

    /// <summary>Minimizes.</summary>
    /// <param name="x">Where to start; gets where it ends.</param>
    /// <param name="evaluate">The function; fills its gradient.</param>
    /// <param name="precondition">At a point, about the inverse of the second derivatives.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="leastGain">Ten steps that gain less than this part of the function are the last ones.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    /// <returns>The function where it ends.</returns>
    public static double Minimize(
        double[] x, Func<double[], double[], double> evaluate, Func<double[], Func<double[], double[]>> precondition, int steps, double leastGain,
        CancellationToken cancellation)
    {
        double[] gradient = new double[x.Length];
        double value = evaluate(x, gradient);
        Func<double[], double[]> first = precondition(x);
        List<(double[] Step, double[] Change, double Product)> pairs = [];
        Queue<double> values = new([value]);
        for (int step = 0; step < steps; step++)
        {
            if (step > 0 && step % Renewal == 0)
            {
                first = precondition(x);
            }

            double[] direction = Direction(gradient, pairs, first);
            double slope = VectorKernels.Dot(gradient, direction);
            if (!(slope < 0))
            {
                break;
            }

            double length = 1;
            double[] moved = new double[x.Length];
            double[] movedGradient = new double[x.Length];
            double movedValue = double.PositiveInfinity;
            for (int cut = 0; cut < MostCuts; cut++)
            {
                cancellation.ThrowIfCancellationRequested();
                x.CopyTo(moved, 0);
                VectorKernels.AddScaled(moved, length, direction);
                movedValue = evaluate(moved, movedGradient);
                if (movedValue <= value + (Decrease * length * slope))
                {
                    break;
                }

                // The least of the parabola through what is known, but neither far nor near.
                double parabola = -slope * length * length / (2 * (movedValue - value - (slope * length)));
                length = double.IsFinite(parabola) ? Math.Clamp(parabola, 0.1 * length, 0.5 * length) : 0.1 * length;
            }

            if (!(movedValue < value))
            {
                break;
            }

            double[] taken = Difference(moved, x);
            double[] change = Difference(movedGradient, gradient);
            double product = VectorKernels.Dot(taken, change);
            // Where the slope does not rise along the step, there is no curvature to learn.
            if (product > LeastRise * -slope * length)
            {
                pairs.Add((taken, change, product));
                if (pairs.Count > Memory)
                {
                    pairs.RemoveAt(0);
                }
            }

            moved.CopyTo(x, 0);
            (gradient, value) = (movedGradient, movedValue);
            values.Enqueue(value);
            if (values.Count > Window && values.Dequeue() - value <= leastGain * value)
            {
                break;
            }
        }

        return value;
    }

    // Minus H g.
    private static double[] Direction(
        double[] gradient, List<(double[] Step, double[] Change, double Product)> pairs, Func<double[], double[]> first)
    {
        double[] q = (double[])gradient.Clone();
        double[] factors = new double[pairs.Count];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            factors[k] = VectorKernels.Dot(pairs[k].Step, q) / pairs[k].Product;
            VectorKernels.AddScaled(q, -factors[k], pairs[k].Change);
        }

        double scale = 1;
        if (pairs.Count > 0)
        {
            double[] change = pairs[^1].Change;
            scale = pairs[^1].Product / VectorKernels.Dot(change, first(change));
        }

        double[] direction = new double[q.Length];
        VectorKernels.AddScaled(direction, -scale, first(q));
        for (int k = 0; k < pairs.Count; k++)
        {
            double factor = VectorKernels.Dot(pairs[k].Change, direction) / pairs[k].Product;
            VectorKernels.AddScaled(direction, -factors[k] - factor, pairs[k].Step);
        }

        return direction;
    }

    private static double[] Difference(double[] a, double[] b)
    {
        double[] difference = (double[])a.Clone();
        VectorKernels.AddScaled(difference, -1, b);
        return difference;
    }
}
