using RsdtrEdge.Compressor.Refinement;

namespace RsdtrEdge.Compressor.Tests.Refinement;

public sealed class QuasiNewtonTests
{
    [Fact]
    public void The_least_of_a_parabola_is_found_at_once_with_its_second_derivatives()
    {
        double[] x = [3, -2];
        double value = QuasiNewton.Minimize(x, Parabola, _ => gradient => [gradient[0] / 2, gradient[1] / 200], steps: 1, 0, CancellationToken.None);
        Assert.Equal(5, value, 1e-12);
        Assert.Equal([1, 0], x.Select(number => Math.Round(number, 12)));
    }

    [Fact]
    public void The_least_of_a_bent_valley_is_found_without_them()
    {
        // Rosenbrock's function: 0 at (1, 1).
        double[] x = [-1.2, 1];
        double value = QuasiNewton.Minimize(x, Valley, _ => gradient => [gradient[0] / 1000, gradient[1] / 1000], steps: 200, 0, CancellationToken.None);
        Assert.InRange(value, 0, 1e-10);
        Assert.All(x, number => Assert.Equal(1, number, 1e-4));
    }

    [Fact]
    public void No_step_raises_the_function()
    {
        double before = double.PositiveInfinity;
        for (int steps = 0; steps < 30; steps++)
        {
            double value = QuasiNewton.Minimize([-1.2, 1], Valley, _ => gradient => (double[])gradient.Clone(), steps, 0, CancellationToken.None);
            Assert.InRange(value, 0, before);
            before = value;
        }
    }

    [Fact]
    public void It_stops_when_told_to() => Assert.Throws<OperationCanceledException>(() => QuasiNewton.Minimize(
        [-1.2, 1], Valley, _ => gradient => (double[])gradient.Clone(), 10, 0, new CancellationToken(canceled: true)));

    // 5 at (1, 0).
    private static double Parabola(double[] x, double[] gradient)
    {
        (gradient[0], gradient[1]) = (2 * (x[0] - 1), 200 * x[1]);
        return 5 + ((x[0] - 1) * (x[0] - 1)) + (100 * x[1] * x[1]);
    }

    private static double Valley(double[] x, double[] gradient)
    {
        double bend = x[1] - (x[0] * x[0]);
        (gradient[0], gradient[1]) = ((-400 * x[0] * bend) - (2 * (1 - x[0])), 200 * bend);
        return (100 * bend * bend) + ((1 - x[0]) * (1 - x[0]));
    }
}
