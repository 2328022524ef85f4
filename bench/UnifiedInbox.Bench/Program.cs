using UnifiedInbox.Bench;
using UnifiedInbox.Bench.Mail;
using UnifiedInbox.Bench.Meaning;
using UnifiedInbox.Bench.Mime;
using UnifiedInbox.Bench.Vectors;

return args switch
{
    ["vectors", var folder] => VectorFiles.Run(folder),
    ["mime", .. var files] when files.Length > 0 => MimeFiles.Run(files),
    ["mail-parse", var folder] => MailParseBench.Run(folder, TimeSpan.FromSeconds(10)),
    ["reply", .. var files] when files.Length > 0 => ReplyCommand.Run(files),
    ["thread", var folder] => ThreadCommand.Run(folder),
    ["html"] => HtmlCommand.Run(Console.In, Console.Out),
    ["inbound"] => await WithNodeAsync(node => InboundBench.RunAsync(node, TimeSpan.FromSeconds(10))),
    ["dispatch"] => await WithNodeAsync(node => DispatchBench.RunAsync(node, people: 2_000, each: 5)),
    ["scheduled"] => await WithNodeAsync(node => ScheduledBench.RunAsync(node, count: 10_000)),
    ["pages"] => await WithNodeAsync(node => PagesBench.RunAsync(node, small: 10_000, large: 1_000_000)),
    ["analytics", .. var size] => await WithNodeAsync(node => FiguresBench.AnalyticsAsync(node, small: 10_000, large: Large(size))),
    ["search", .. var size] => await WithNodeAsync(node => FiguresBench.SearchAsync(node, small: 10_000, large: Large(size))),
    ["import"] => await WithNodeAsync(node => ImportBench.RunAsync(node, rows: 1_000_000)),
    ["start"] => await StartAsync(),
    ["imap"] => await ImapAsync(),
    ["mailbox"] => await WithNodeAsync(node => MailboxBench.RunAsync(node, count: 10_000, size: 8_000)),
    ["beside-imapflow"] => await BesideImapflow.RunAsync(count: 3_000),
    ["read-mailbox", var port, var user] => await BesideImapflow.ReadAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), user),
    ["mail-words", .. var corpus] => MailWordsBench.Run(corpus),
    ["classify", var train, var test] => await ClassifyCommand.RunAsync(train, test, null),
    ["classify", var train, var test, "--out", var output] => await ClassifyCommand.RunAsync(train, test, output),
    ["meaning", .. var folder] => await MeaningBench.RunAsync(folder.FirstOrDefault()),
    ["train-shipped", var folder] => await TrainShipped.RunAsync(folder),
    [] => await AllAsync(),
    _ => Usage(),
};

static async Task<int> AllAsync()
{
    await StartAsync();
    MailWordsBench.Run([]);
    await ImapAsync();
    await WithNodeAsync(node => MailboxBench.RunAsync(node, count: 10_000, size: 8_000));
    await WithNodeAsync(node => PagesBench.RunAsync(node, small: 10_000, large: 1_000_000));
    await WithNodeAsync(node => FiguresBench.AnalyticsAsync(node, small: 10_000, large: 1_000_000));
    await WithNodeAsync(node => FiguresBench.SearchAsync(node, small: 10_000, large: 1_000_000));
    await WithNodeAsync(node => ImportBench.RunAsync(node, rows: 1_000_000));
    await WithNodeAsync(node => DispatchBench.RunAsync(node, people: 2_000, each: 5));
    await WithNodeAsync(node => ScheduledBench.RunAsync(node, count: 10_000));
    return await WithNodeAsync(node => InboundBench.RunAsync(node, TimeSpan.FromSeconds(10)));
}

static int Large(string[] size) => size is [var messages] ? int.Parse(messages, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000;

static async Task<int> StartAsync()
{
    await StartBench.RunAsync(times: 7);
    return 0;
}

static async Task<int> ImapAsync()
{
    await ImapBench.RunAsync(count: 10_000, size: 8_000);
    return 0;
}

static async Task<int> WithNodeAsync(Func<BenchNode, Task> measure)
{
    await using var node = await BenchNode.StartAsync();
    await measure(node);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/UnifiedInbox.Bench -- [COMMAND]
          (nothing)      everything below but vectors and beside-imapflow
          inbound        webhooks a second beside bare inserts
          dispatch       messages a second handed to the simulator
          scheduled      how late 10 thousand messages leave that are due in one minute, and at one instant
          pages          inbox, thread and contact search at 10 thousand and 1 million messages
          analytics [N]  figures of several ranges at 10 thousand and N (1 million) messages, and what counting costs intake
          search [N]     common, rare and absent words at 10 thousand and N (1 million) messages
          import         a million rows of a CSV file into contacts beside a bare COPY, and the memory it takes
          start          start to first page, idle memory
          mailbox        first sync of 10 thousand mails from Dovecot into the database, and the next one
          imap           first fetch of 10 thousand mails from Dovecot, and a look for new ones
          beside-imapflow  a mailbox fetched and parsed, beside npm's imapflow and mailparser
          mail-words     newsletters cleaned and replies taken apart a second
          meaning [DIR]  how fast and how well the classifier learns, on the shared text sets
          classify TRAIN.csv TEST.csv [--out FILE]  learns from one file, tells the other's labels: accuracy, macro F1, predictions
          train-shipped DIR  the models that are built into the program, made anew
          vectors DIR    every known vector file of DIR through the product's own code
          mime FILE…     the fields of raw mails as one line of JSON each
          mail-parse DIR the raw mails of DIR parsed over and over, and one of 50 MB
          reply FILE…    the new words of every mail of FILE, a JSON line each
          thread DIR     the messages of DIR/threads.json as threads, a JSON line each
          html           cleans HTML, a JSON string a line on stdin and stdout
        """);
    return 2;
}
