namespace RsdtrEdge.Runtime.DataSets;

/// <summary>The element types of arrays that are read.</summary>
internal enum NpyElement
{
    Float32,
    Float64,
    Int32,
    Int64,
    UInt8,
}
