namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>A formula for the times of stages, and what their neighbours correct of it.</summary>
/// <remarks>
/// The channels in a block are learned: 16 or 8 where ONNX Runtime keeps convolutions in its blocked layout (x64), 4 or 1 where it does not (Arm).
/// </remarks>
internal sealed class StageTimeModel
{
    // Errors that differ by less mean nothing.
    private const double Margin = 1.05;

    private static readonly int[] s_blocks = [1, 4, 8, 16, 32];

    private readonly StageFormula _formula;
    private readonly StageNeighbours _neighbours;

    /// <summary>Fits the model.</summary>
    /// <param name="timings">The timed stages, at least one; their times are positive.</param>
    public StageTimeModel(IReadOnlyList<StageTiming> timings)
    {
        // What predicts best decides. Near many neighbours several blocks do, and then the one that needs the neighbours least; of those the smallest.
        (StageFormula Formula, double Error)[] formulas = [.. s_blocks
            .Select(block => StageFormula.Fit(timings, block)).Select(formula => (formula, StageNeighbours.ErrorOf(timings, formula)))];
        double least = formulas.Min(formula => formula.Error);
        _formula = formulas.Where(formula => formula.Error <= Margin * least).MinBy(formula => StageFormula.ErrorOf(timings, formula.Formula.Block)).Formula;
        _neighbours = StageNeighbours.Fit(timings, _formula);
    }

    /// <summary>The channels in a block, as the times tell.</summary>
    public int Block => _formula.Block;

    /// <summary>Microseconds of a stage, and the relative error that half of such predictions stay within.</summary>
    public (double Microseconds, double RelativeError) Predict(StageShape shape)
    {
        (double residual, double deviation) = _neighbours.Predict(shape);
        return (_formula.Microseconds(shape) * Math.Exp(residual), Math.Exp(deviation) - 1);
    }
}
