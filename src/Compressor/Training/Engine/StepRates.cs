namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>What schedules may change from one step to the next.</summary>
/// <param name="LearningRate">The factor of an update.</param>
/// <param name="WeightDecay">
/// The pull of weights towards zero; biases have none. AdamW and Muon subtract LearningRate x WeightDecay x weight beside their update (decoupled); with momentum
/// WeightDecay x weight is added to the clipped gradient (the gradient of a squared penalty).
/// </param>
/// <param name="ClipNorm">The norm to which a longer gradient, all parameters together, is shortened; 0: none is.</param>
/// <param name="AverageDecay">The share of the moving average that a step leaves, 0 to 1; 0: the average is the last step's weights.</param>
internal readonly record struct StepRates(float LearningRate, float WeightDecay, float ClipNorm, float AverageDecay);
