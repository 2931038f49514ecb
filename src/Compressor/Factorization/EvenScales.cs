namespace RsdtrEdge.Compressor.Factorization;

/// <summary>
/// Shares the scale of a product evenly among its factors. A factorization says nothing of it: fitting leaves it in the factor that was solved for
/// last. A step of gradient descent then turns the directions of what weighs little hardly at all, and of two factors the one that is small by
/// chance moves most. Slices of equal length have the least sum of squares, as in the spectral initialization of factorized layers (Khodak et al.,
/// arXiv 2105.01029). Here neighbours come within a factor of two of each other: every scale is a power of two, so that the numbers keep their
/// digits, and what the factors compute in float32 stays the same to the last bit.
/// </summary>
internal static class EvenScales
{
    // Each change lessens the sum of squares, and a few passes are enough; the limit only bounds what rounding may keep going.
    private const int Passes = 64;

    // The least exponent with which a float32 number keeps all digits, and one that leaves room for what the largest ones are multiplied with.
    private const int LeastExponent = -126;
    private const int MostExponent = 100;

    /// <summary>Multiplies slices by powers of two, in place.</summary>
    /// <param name="indices">What neighbouring factors share; one factor may be in several.</param>
    public static void Apply(IReadOnlyList<SharedIndex> indices)
    {
        bool moved = true;
        for (int pass = 0; moved && pass < Passes; pass++)
        {
            moved = false;
            foreach (SharedIndex index in indices)
            {
                for (int value = 0; value < index.Rank; value++)
                {
                    moved |= Even(index, value);
                }
            }
        }
    }

    private static bool Even(SharedIndex index, int value)
    {
        Slice left = new(index.Left, index.Rank, index.LeftInner, value);
        Slice right = new(index.Right, index.Rank, index.RightInner, value);
        (double ahead, double behind) = (left.SquaredNorm(), right.SquaredNorm());
        if (!(ahead > 0 && behind > 0))
        {
            return false; // Its product is 0 whatever the scales.
        }

        // 4^k ahead + 4^-k behind is least at k = log4(behind / ahead) / 2, and among whole numbers at the nearest; halves stay where they are.
        double exponent = Math.Log2(behind / ahead) / 4;
        int scale = Math.Abs(exponent) <= 0.5 + 1e-9 ? 0 : (int)Math.Round(exponent);
        if (scale == 0 || !left.Bears(scale) || !right.Bears(-scale))
        {
            return false;
        }

        left.Scale(scale);
        right.Scale(-scale);
        return true;
    }

    // The numbers of a factor for one value of an index.
    private readonly ref struct Slice(double[] numbers, int rank, int inner, int value)
    {
        public double SquaredNorm()
        {
            double sum = 0;
            for (int start = value * inner; start < numbers.Length; start += rank * inner)
            {
                foreach (double number in numbers.AsSpan(start, inner))
                {
                    sum += number * number;
                }
            }

            return sum;
        }

        public bool Bears(int scale)
        {
            for (int start = value * inner; start < numbers.Length; start += rank * inner)
            {
                foreach (double number in numbers.AsSpan(start, inner))
                {
                    // A number that lost digits before may grow.
                    if (number != 0 && (scale < 0 ? Math.ILogB(number) + scale < LeastExponent : Math.ILogB(number) + scale > MostExponent))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        public void Scale(int scale)
        {
            for (int start = value * inner; start < numbers.Length; start += rank * inner)
            {
                foreach (ref double number in numbers.AsSpan(start, inner))
                {
                    number = Math.ScaleB(number, scale);
                }
            }
        }
    }
}
