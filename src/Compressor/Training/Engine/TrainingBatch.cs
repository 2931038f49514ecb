namespace RsdtrEdge.Compressor.Training.Engine;

/// <summary>The images of one step.</summary>
/// <param name="Images">The numbers that the network is fed, N x C x H x W, planes first; not to be changed during the step.</param>
/// <param name="Labels">The class of each image, counted from 0; null where there are none.</param>
internal sealed record TrainingBatch(float[] Images, long[]? Labels);
