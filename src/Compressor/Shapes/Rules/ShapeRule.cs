namespace RsdtrEdge.Compressor.Shapes.Rules;

/// <summary>Says what a node's outputs are, from what is known of its inputs. What it does not say stays unknown.</summary>
/// <param name="context">The node.</param>
internal delegate void ShapeRule(ShapeContext context);
