using TorchSharp.Modules;

namespace RsdtrEdge.Benchmarks.TrainingSpeed.Torch;

/// <summary>A tensor that is trained.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Value">Its numbers.</param>
/// <param name="Decays">Whether weight decay holds it back.</param>
internal sealed record TorchWeight(string Name, Parameter Value, bool Decays);
