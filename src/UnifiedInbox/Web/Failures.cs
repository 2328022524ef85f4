using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using UnifiedInbox.Database;

namespace UnifiedInbox.Web;

/// <summary>What became of a request that could not be answered, as a program and as a person is told.</summary>
internal sealed record Failure(int Status, string Code, string Detail)
{
    public static Failure Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: 413 } => OfStatus(413),
        BadHttpRequestException { InnerException: JsonException } => new(400, "invalid_json", "The body is not the JSON this route expects."),
        BadHttpRequestException bad => new(bad.StatusCode, "bad_request", "The request is not complete or not well formed."),
        InvalidDataException => OfStatus(400), // a multipart body without its boundary, or with endless headers
        JsonException => new(400, "invalid_json", "The body is not the JSON this route expects."),
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } or EncoderFallbackException =>
            new(422, "invalid_text", "The text holds characters that cannot be stored."),
        _ when DatabaseErrors.IsUnavailable(exception) => OfStatus(503),
        _ => OfStatus(500),
    };

    public static Failure OfStatus(int status) => status switch
    {
        400 => new(status, "bad_request", "The request is not complete or not well formed."),
        401 => new(status, "unauthenticated", "Sign in first."),
        403 => new(status, "forbidden", "Your role does not allow this."),
        404 => new(status, "not_found", "There is nothing at this address."),
        405 => new(status, "method_not_allowed", "This address does not take that kind of request."),
        413 => new(status, "body_too_large", "The request is larger than this address takes."),
        415 => new(status, "unsupported_media_type", "This address does not take that content type."),
        429 => new(status, "too_many_requests", "Too many requests: try again in a moment."),
        503 => new(status, "database_unavailable", "The database cannot be reached at the moment. Nothing was lost: try again shortly."),
        _ => new(status, "error", "Something went wrong on our side. It has been recorded."),
    };
}

/// <summary>The one place where exceptions end: problem details for programs, a page for people.</summary>
internal sealed partial class Failures(ILogger<Failures> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The browser went away: nobody to tell, nothing to record.
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException) return true;
        var failure = Failure.Of(exception);
        if (failure.Status == 503) LogOutage(httpContext.Request.Method, exception.Message, httpContext.TraceIdentifier);
        else if (failure.Status >= 500) LogFailure(exception, httpContext.Request.Method, failure.Status, httpContext.TraceIdentifier);
        await AnswerAsync(httpContext, failure);
        return true;
    }

    /// <summary>Gives an answer that has only a status (404 of no route, 401, 405 …) its words.</summary>
    public static Task ExplainAsync(StatusCodeContext context) =>
        AnswerAsync(context.HttpContext, Failure.OfStatus(context.HttpContext.Response.StatusCode));

    private static Task AnswerAsync(HttpContext http, Failure failure)
    {
        if (failure.Status == 503) http.Response.Headers.RetryAfter = "5";
        http.Response.Headers.CacheControl = "no-store";
        return Page.IsWanted(http.Request)
            ? Page.Of<Errors.ErrorPage>(new { failure.Status }, failure.Status).ExecuteAsync(http)
            : Problem.Of(failure.Status, failure.Code, failure.Detail, ("traceId", http.TraceIdentifier)).ExecuteAsync(http);
    }

    /// <summary>One line each: while the database is away every request ends so, and where in the code says nothing.</summary>
    [LoggerMessage(LogLevel.Warning, "A {Method} request found no database: {Reason}, trace {Trace}")]
    private partial void LogOutage(string method, string reason, string trace);

    [LoggerMessage(LogLevel.Error, "A {Method} request ended with {Status}, trace {Trace}")]
    private partial void LogFailure(Exception exception, string method, int status, string trace);
}
