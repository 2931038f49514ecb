using RsdtrEdge.Tools.Common;
using RsdtrEdge.Tools.Rsdtr.Commands;

return CommandLineProgram.Run("rsdtr", RsdtrCommand.Create(), args);
