namespace RsdtrEdge.Compressor.Training.Graphs;

/// <summary>A value of the network that is held against one of its teacher.</summary>
/// <param name="Name">The value's name in the network.</param>
/// <param name="TeacherName">Its name in the teacher.</param>
/// <param name="Sizes">The shape of both, the batch included.</param>
internal sealed record ComparedValue(string Name, string TeacherName, IReadOnlyList<long> Sizes);
