namespace RsdtrEdge.Compressor.Training.Schedules;

/// <summary>The learning rate of each step.</summary>
internal interface ILearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    float At(long step);
}
