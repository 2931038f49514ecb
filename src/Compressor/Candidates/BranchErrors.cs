using RsdtrEdge.Compressor.Factorization;
using RsdtrEdge.Compressor.Refinement;
using RsdtrEdge.Compressor.TensorRing;

namespace RsdtrEdge.Compressor.Candidates;

/// <summary>
/// The errors of fitted convolutions in branches at all widths. Fitting takes most of such a convolution's error, and so the start's error says
/// little: a few widths are fitted with a few steps, and what the start's error is multiplied by there is taken for the widths between them.
/// </summary>
internal sealed class BranchErrors
{
    /// <summary>The most filters of a branch that are looked at: with more, fewer branches for as many numbers fit worse.</summary>
    public const int MostFilters = 3;

    private const int Steps = 15;

    // The widths that are fitted, as parts of that from which on nothing is saved.
    private static readonly double[] Widths = [0.125, 1.0 / 3, 2.0 / 3];

    // So few are fitted each.
    private const int FewWidths = 8;

    private readonly BranchFitting _fitting;
    private readonly KernelShape _shape;
    private readonly CancellationToken _cancellation;

    /// <summary>Prepares.</summary>
    /// <param name="target">What is fitted to.</param>
    /// <param name="cancellation">Stops the search.</param>
    public BranchErrors(FittingTarget target, CancellationToken cancellation)
    {
        _fitting = new BranchFitting(target);
        _shape = target.Shape;
        _cancellation = cancellation;
    }

    /// <summary>E for each number of branches from 1 on, up to that from which on nothing is saved.</summary>
    /// <param name="filters">b, the filters of a branch.</param>
    public double[] Of(int filters)
    {
        int offsets = _shape.Height * _shape.Width;
        long each = _shape.InputChannels + ((long)filters * (offsets + _shape.OutputChannels));
        double[] errors = _fitting.Errors(filters);
        errors = errors[..(int)Math.Min(errors.Length, Math.Max(1, _shape.Size / each))];
        (int Width, double Gain)[] fitted =
        [
            .. (errors.Length <= FewWidths ? Enumerable.Range(1, errors.Length) : Widths.Select(part => Math.Max(1, (int)(part * errors.Length)))).Distinct().Select(width => (width, Gain(width, filters, errors[width - 1]))),
        ];
        return [.. errors.Select((error, index) => error * At(fitted, index + 1))];
    }

    private double Gain(int width, int filters, double start)
    {
        double fitted = _fitting.ErrorAfter(new BranchSize(width, filters), Steps, _cancellation);
        return start > 0 ? Math.Min(1, fitted / start) : 1;
    }

    // Geometric between two fitted widths, and beyond them as at the nearest.
    private static double At((int Width, double Gain)[] fitted, int width)
    {
        int next = Array.FindIndex(fitted, one => one.Width >= width);
        if (next <= 0)
        {
            return fitted[next < 0 ? ^1 : 0].Gain;
        }

        ((int from, double before), (int to, double after)) = (fitted[next - 1], fitted[next]);
        double part = Math.Log((double)width / from) / Math.Log((double)to / from);
        return before > 0 && after > 0 ? before * Math.Pow(after / before, part) : after;
    }
}
