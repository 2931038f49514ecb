namespace RsdtrEdge.Runtime.Profiles.Prediction;

/// <summary>A formula for the times of stages, and what their neighbours correct of it.</summary>
internal sealed class StageTimeModel
{
    private readonly StageFormula _formula;
    private readonly StageNeighbours _neighbours;

    /// <summary>Fits the model.</summary>
    /// <param name="timings">The timed stages, at least one; their times are positive.</param>
    public StageTimeModel(IReadOnlyList<StageTiming> timings)
    {
        _formula = StageFormula.Fit(timings);
        _neighbours = new StageNeighbours(timings, _formula);
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
