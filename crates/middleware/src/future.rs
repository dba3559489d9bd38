//! What the layers' services return.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::VARY;
use http::{HeaderValue, Response};
use pin_project_lite::pin_project;

pin_project! {
    /// The answer of the service within, or the refusal. Boxed only where an authentication class has to wait.
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use bytes::Bytes;
    /// use countersign::{ResponseFuture, testing::Issuer};
    /// use http::{Request, Response};
    /// use http_body_util::Full;
    /// use tower::{Layer, Service, service_fn};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let books = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(Full::<Bytes>::from("books"))));
    /// let mut service = Issuer::new().authenticator().required().layer(books);
    /// let answer: ResponseFuture<_> = service.call(Request::get("/books/").body(())?);
    /// assert_eq!(answer.await?.status(), 401);
    /// # Ok(())
    /// # }
    /// ```
    pub struct ResponseFuture<F: Future> {
        #[pin]
        state: State<F>,
        variance: Variance,
    }
}

/// On what of the request an answer depends that caches do not see by themselves (RFC 9110 §12.5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variance {
    /// Nothing; the `Authorization` header keeps shared caches away (RFC 9111 §3.5).
    None,
    /// The cookie, so that no cache shows one reader's page to another.
    Cookie,
}

pin_project! {
    #[project = StateProjection]
    enum State<F: Future> {
        Passed { #[pin] answer: F },
        Refused { answer: Option<F::Output> },
        Waiting { answer: Pin<Box<dyn Future<Output = F::Output> + Send>> },
    }
}

impl<F: Future> ResponseFuture<F> {
    pub(crate) fn passed(answer: F) -> Self {
        Self { state: State::Passed { answer }, variance: Variance::None }
    }

    pub(crate) fn refused(answer: F::Output) -> Self {
        Self { state: State::Refused { answer: Some(answer) }, variance: Variance::None }
    }

    pub(crate) fn waiting(answer: impl Future<Output = F::Output> + Send + 'static) -> Self {
        Self { state: State::Waiting { answer: Box::pin(answer) }, variance: Variance::None }
    }

    pub(crate) fn varying(self, variance: Variance) -> Self {
        Self { variance, ..self }
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let answer = match this.state.project() {
            StateProjection::Passed { answer } => answer.poll(context),
            // A second poll after the answer is the caller's mistake; it waits for ever.
            StateProjection::Refused { answer } => answer.take().map_or(Poll::Pending, Poll::Ready),
            StateProjection::Waiting { answer } => answer.as_mut().poll(context),
        };
        match *this.variance {
            Variance::None => answer,
            Variance::Cookie => answer.map_ok(vary_by_cookie),
        }
    }
}

fn vary_by_cookie<R>(mut answer: Response<R>) -> Response<R> {
    answer.headers_mut().append(VARY, HeaderValue::from_static("Cookie"));
    answer
}

impl<F: Future> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
