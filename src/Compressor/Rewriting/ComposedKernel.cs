namespace RsdtrEdge.Compressor.Rewriting;

/// <summary>What <see cref="FoldedNodes.Compose"/> takes, and what it costs when a model is loaded.</summary>
internal static class ComposedKernel
{
    /// <summary>
    /// The most work for which one node is faster than a product, a Reshape and a Transpose, about 0.1 ms: with half as many channels between
    /// the stages, kernels up to 64 x 64 x 3 x 3.
    /// </summary>
    public const long MostWork = 8_000_000;

    /// <summary>The work that takes as long as one node more.</summary>
    public const long WorkOfNode = 2_000_000;

    // Products are made in blocks of so many columns, full or not.
    private const long Columns = 16;

    /// <summary>About how many multiply-adds a composition takes.</summary>
    /// <param name="outputs">The later kernel's outputs.</param>
    /// <param name="between">The channels that both share.</param>
    /// <param name="inputs">The earlier kernel's inputs.</param>
    /// <param name="offsets">The earlier kernel's offsets.</param>
    /// <param name="together">The offsets of the composed kernel.</param>
    public static long Work(long outputs, long between, long inputs, long offsets, long together) =>
        outputs * between * inputs * offsets * ((together + Columns - 1) / Columns * Columns);

    /// <summary>The kernel of an earlier stage as its composition with a later one reads it: inputs first, the offsets backwards.</summary>
    /// <param name="kernel">[outputs, inputs, offsets], last index fastest.</param>
    /// <param name="outputs">The stage's outputs.</param>
    /// <param name="inputs">The stage's inputs.</param>
    /// <param name="offsets">Height times width.</param>
    /// <returns>[inputs, outputs, offsets].</returns>
    public static double[] Turn(double[] kernel, int outputs, int inputs, int offsets)
    {
        double[] turned = new double[kernel.Length];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                for (int offset = 0; offset < offsets; offset++)
                {
                    turned[(((input * outputs) + output) * offsets) + offsets - 1 - offset] = kernel[(((output * inputs) + input) * offsets) + offset];
                }
            }
        }

        return turned;
    }
}
