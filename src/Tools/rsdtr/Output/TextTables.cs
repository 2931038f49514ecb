using Spectre.Console;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>Tables of plain text: the first column to the left, the others to the right unless said otherwise.</summary>
internal static class TextTables
{
    /// <summary>A table with a column for each header; one that begins with &lt; is aligned to the left.</summary>
    public static Table Create(params IEnumerable<string> headers)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string header in headers)
        {
            bool left = header.StartsWith('<');
            TableColumn column = new(Markup.Escape(left ? header[1..] : header)) { NoWrap = true };
            table.AddColumn(left || table.Columns.Count == 0 ? column.LeftAligned() : column.RightAligned());
        }

        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Add(this Table table, params IEnumerable<string> cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    /// <summary>Writes a table without colours, as wide as it needs to be: it may go to a file.</summary>
    public static void WriteTo(this Table table, TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 400;
        console.Profile.Capabilities.Unicode = false;
        console.Write(table);
    }
}
